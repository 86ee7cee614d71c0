import { Trans, useLingui } from "@lingui/react/macro";
import { Box } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { fields, flag } from "@/lib/json";
import { usePrinting } from "@/lib/usePrinting";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import type { Schemas } from "./merge";
import { schemaOptions } from "./queries";
import classes from "./reference.module.css";
import { SchemaFacts, TypeWords } from "./SchemaFacts";
import { SchemaTree } from "./SchemaTree";
import { useReference } from "./useReference";
import { bodyOf, type Child, type Direction, isCircular, opens, viewOf } from "./view";
import { Line, Mark } from "./words";

type Props = { child: Child; schemas: Schemas; direction: Direction; depth: number; above: readonly string[] };

const printedDepth = 4;

/** SchemaRow is one member: its name, marks and facts, and its own members once it is opened. */
export function SchemaRow({ child, schemas, direction, depth, above }: Props) {
  const view = viewOf(child.schema, schemas, direction);
  const body = bodyOf(child.schema, schemas, direction);
  const path = [...above, ...view.names];
  const circular = isCircular(body.view, above) || body.names.some((name) => above.includes(name));
  const [opened, setOpened] = useState(opens(body.view, depth, above) && !circular && body.view.children.length <= 6);
  const missing = body.view.missing;
  const deeper = missing !== undefined || body.view.children.length > 0 || body.view.choices.length > 0;
  const { t } = useLingui();
  // Paper has no buttons: what is in the chunk is printed, as deep as anybody reads.
  const printing = usePrinting();
  const onPaper = printing && depth < printedDepth && !circular && missing === undefined;
  return (
    <li className={classes["row"]}>
      <Line>
        <span className={classes["name"]}>
          <MemberName child={child} />
        </span>
        <TypeWords value={child.schema} schemas={schemas} />
        <Marks child={child} schema={view.schema} direction={direction} />
      </Line>
      <SchemaFacts view={view} value={child.schema} schemas={schemas} />
      {deeper && (
        <button type="button" className={classes["more"]} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          {circular ? t`Repeats itself: open again` : opened ? t`Hide members` : t`Show members`}
          <span className="visually-hidden"> {child.label}</span>
        </button>
      )}
      {printing && deeper && !opened && !onPaper && <Elsewhere name={body.names.at(-1)} />}
      {deeper && (opened || onPaper) && (
        <Box className={classes["nested"]}>
          <Loaded missing={missing} schemas={schemas}>
            {(all) => (
              <SchemaTree value={child.schema} schemas={all} direction={direction} depth={depth + 1} above={path} />
            )}
          </Loaded>
        </Box>
      )}
    </li>
  );
}

/** Elsewhere says on paper where the members are that stand too deep to be printed. */
function Elsewhere({ name }: { name: string | undefined }) {
  return (
    <em>
      {name ? (
        <Trans>Members: see the schema {name}.</Trans>
      ) : (
        <Trans>It has members of its own; see the portal.</Trans>
      )}
    </em>
  );
}

function MemberName({ child }: { child: Child }) {
  if (child.kind === "other") return <Trans>any other name</Trans>;
  if (child.label === "[]") return <Trans>each item</Trans>;
  return child.label;
}

function Marks({ child, schema, direction }: { child: Child; schema: unknown; direction: Direction }) {
  const { deprecated, readOnly, writeOnly } = fields(schema);
  return (
    <>
      {child.required && (
        <Mark kind="required">
          <Trans>required</Trans>
        </Mark>
      )}
      {flag(deprecated) && (
        <Mark kind="deprecated">
          <Trans>deprecated</Trans>
        </Mark>
      )}
      {flag(readOnly) && direction === "both" && (
        <Mark kind="other">
          <Trans>only in answers</Trans>
        </Mark>
      )}
      {flag(writeOnly) && direction === "both" && (
        <Mark kind="other">
          <Trans>only in requests</Trans>
        </Mark>
      )}
    </>
  );
}

type LoadedProps = { missing: string | undefined; schemas: Schemas; children: (schemas: Schemas) => ReactNode };

/** Loaded reads a schema that found no room in the chunk, once somebody opens it. */
function Loaded({ missing, schemas, children }: LoadedProps) {
  const { place } = useReference();
  const read = useQuery({ ...schemaOptions(place, missing ?? ""), enabled: missing !== undefined });
  if (missing === undefined) return children(schemas);
  if (read.isError) return <ProblemAlert error={read.error} retry={() => void read.refetch()} />;
  if (read.isPending) return <BlockSkeleton height={60} />;
  const chunk = fields(read.data);
  return children({ ...fields(chunk["schemas"]), [missing]: chunk["schema"], ...schemas });
}
