import { Trans, useLingui } from "@lingui/react/macro";
import { Title } from "@mantine/core";
import { string } from "@/lib/json";
import { Markdown } from "@/ui/Markdown";
import type { Schemas } from "./merge";
import type { Parameter } from "./model";
import { CellValues, ParameterExamples } from "./ParameterExamples";
import classes from "./reference.module.css";
import { SchemaFacts, TypeWords } from "./SchemaFacts";
import { viewOf } from "./view";
import { Line, Mark } from "./words";

type Props = { parameters: Parameter[]; schemas: Schemas };

/** Parameters lists what goes into the address, the headers and the cookies, each place on its own. */
export function Parameters({ parameters, schemas }: Props) {
  const { t } = useLingui();
  const places: Record<string, string> = {
    path: t`Path parameters`,
    query: t`Query parameters`,
    querystring: t`Whole query string`,
    header: t`Header parameters`,
    cookie: t`Cookie parameters`,
  };
  return Object.entries(places).map(([place, title]) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    return here.length > 0 && <ParameterList key={place} title={title} parameters={here} schemas={schemas} />;
  });
}

export function ParameterList({ title, parameters, schemas }: Props & { title: string }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb={4}>
        {title}
      </Title>
      <ul className={classes["tree"]}>
        {parameters.map((parameter) => (
          <ParameterRow key={parameter.name} parameter={parameter} schemas={schemas} />
        ))}
      </ul>
    </section>
  );
}

function ParameterRow({ parameter, schemas }: { parameter: Parameter; schemas: Schemas }) {
  const view = viewOf(parameter.schema, schemas, "request");
  // The parameter's own words win; the schema's are shown only where it has none.
  const own = parameter.description ? { ...view, schema: { ...view.schema, description: undefined } } : view;
  return (
    <li className={classes["row"]}>
      <Line>
        <span className={classes["name"]}>{parameter.name}</span>
        <TypeWords value={parameter.schema} schemas={schemas} />
        {parameter.required && (
          <Mark kind="required">
            <Trans>required</Trans>
          </Mark>
        )}
        {parameter.deprecated && (
          <Mark kind="deprecated">
            <Trans>deprecated</Trans>
          </Mark>
        )}
      </Line>
      <Markdown text={parameter.description} compact />
      <SchemaFacts view={own} value={parameter.schema} schemas={schemas} />
      <CellValues style={string(parameter.source["style"])} explode={parameter.source["explode"]} />
      <ParameterExamples source={parameter.source} />
    </li>
  );
}
