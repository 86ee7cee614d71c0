import { Trans, useLingui } from "@lingui/react/macro";
import { inline, string } from "@/lib/json";
import { Markdown } from "@/ui/Markdown";
import { constraintsOf, enumOf, examplesOf } from "./constraints";
import { nameOf, type Schemas } from "./merge";
import classes from "./reference.module.css";
import { useReference } from "./useReference";
import { type SchemaView, typeLabel } from "./view";
import { Line, Literal, Quiet } from "./words";

type Props = { view: SchemaView; value: unknown; schemas: Schemas; showType?: boolean };

/** SchemaFacts says what a value is and must fulfil, in words. */
export function SchemaFacts({ view, value, schemas, showType }: Props) {
  const { t } = useLingui();
  const { schema } = view;
  const words = constraintsOf(schema);
  const enums = enumOf(schema);
  const examples = examplesOf(schema).slice(0, 3);
  return (
    <div className={classes["facts"]}>
      {showType && <TypeWords value={value} schemas={schemas} />}
      <Markdown text={string(schema["description"])} compact />
      {words.length > 0 && <Quiet>{words.join(" · ")}</Quiet>}
      {"const" in schema && <Values label={t`Always`} values={[inline(schema["const"])]} />}
      {enums.length > 0 && <Enum values={enums} />}
      {"default" in schema && <Values label={t`Default`} values={[inline(schema["default"])]} />}
      {examples.length > 0 && <Values label={t`Example`} values={examples.map(inline)} />}
      {"not" in schema && (
        <Quiet>
          <Trans>Some values are excluded; the document says which under “not”.</Trans>
        </Quiet>
      )}
    </div>
  );
}

function Values({ label, values }: { label: string; values: string[] }) {
  return (
    <Line>
      <Quiet>{label}</Quiet>
      {values.map((value) => (
        <Literal key={value}>{value}</Literal>
      ))}
    </Line>
  );
}

function Enum({ values }: { values: { value: string; description: string }[] }) {
  const { t } = useLingui();
  if (values.every(({ description }) => description === "")) {
    return <Values label={t`One of`} values={values.map(({ value }) => value)} />;
  }
  return (
    <ul className={classes["enum"]}>
      {values.map(({ value, description }) => (
        <li key={value}>
          <Literal>{value}</Literal> {description}
        </li>
      ))}
    </ul>
  );
}

/** TypeWords names a type; a named schema leads to its own page. */
export function TypeWords({ value, schemas }: { value: unknown; schemas: Schemas }) {
  const { t } = useLingui();
  const { base, query } = useReference();
  const { text, ref, nullable } = typeLabel(value, schemas);
  const name = ref === undefined ? undefined : nameOf(ref);
  return (
    <Quiet>
      {text || t`any value`}
      {name !== undefined && (
        <>
          {" "}
          <a href={`${base}/schemas/${encodeURIComponent(name)}${query}`}>{name}</a>
        </>
      )}
      {nullable && ` ${t`or null`}`}
    </Quiet>
  );
}
