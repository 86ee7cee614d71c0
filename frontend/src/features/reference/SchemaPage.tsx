import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { fields } from "@/lib/json";
import { PageHeader } from "@/ui/PageHeader";
import { ExamplePanel } from "./ExamplePanel";
import { schemaOptions } from "./queries";
import classes from "./reference.module.css";
import { SchemaTree } from "./SchemaTree";
import { useReference } from "./useReference";

const route = getRouteApi("/apis/$api/reference/schemas/$schema");

export function SchemaPage() {
  const { t } = useLingui();
  const { schema: name } = route.useParams();
  const { place } = useReference();
  const { data } = useSuspenseQuery({ ...schemaOptions(place, name), select: fields });
  const schemas = fields(data["schemas"]);
  const value = { $ref: `#/schemas/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` };
  const all = { ...schemas, [name]: data["schema"] };
  return (
    <article className={classes["operation"]} key={name}>
      <div style={{ minWidth: 0 }}>
        <PageHeader title={name} lead={<Trans>A schema: the shape that several operations share.</Trans>} />
        <SchemaTree value={value} schemas={all} direction="both" />
      </div>
      <div className={classes["samples"]}>
        <ExamplePanel
          title={t`Example`}
          media={[{ type: "JSON", schema: value, examples: [] }]}
          schemas={all}
          direction="both"
        />
      </div>
    </article>
  );
}
