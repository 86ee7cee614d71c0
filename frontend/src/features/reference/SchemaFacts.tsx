import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, Stack, Text } from "@mantine/core";
import { inline, string } from "@/lib/json";
import { TextLink } from "@/ui/links";
import { Markdown } from "@/ui/Markdown";
import { constraintsOf, enumOf, examplesOf } from "./constraints";
import { nameOf, type Schemas } from "./merge";
import { useReference } from "./useReference";
import { type SchemaView, typeLabel } from "./view";

type Props = { view: SchemaView; value: unknown; schemas: Schemas; showType?: boolean };

/** SchemaFacts says what a value is and must fulfil, in words. */
export function SchemaFacts({ view, value, schemas, showType }: Props) {
  const { t } = useLingui();
  const { schema } = view;
  const words = constraintsOf(schema);
  const enums = enumOf(schema);
  const examples = examplesOf(schema).slice(0, 3);
  const not = "not" in schema;
  return (
    <Stack gap={4} mt={2}>
      {showType && (
        <Group gap="xs">
          <TypeWords value={value} schemas={schemas} />
        </Group>
      )}
      <Markdown text={string(schema["description"])} compact />
      {words.length > 0 && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {words.join(" · ")}
        </Text>
      )}
      {"const" in schema && <Values label={t`Always`} values={[inline(schema["const"])]} />}
      {enums.length > 0 && <Enum values={enums} />}
      {"default" in schema && <Values label={t`Default`} values={[inline(schema["default"])]} />}
      {examples.length > 0 && <Values label={t`Example`} values={examples.map(inline)} />}
      {not && (
        <Text size="sm" c="dimmed">
          <Trans>Some values are excluded; the document says which under “not”.</Trans>
        </Text>
      )}
    </Stack>
  );
}

function Values({ label, values }: { label: string; values: string[] }) {
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {values.map((value) => (
        <Code key={value} style={{ overflowWrap: "anywhere", maxHeight: 120, overflow: "auto" }}>
          {value}
        </Code>
      ))}
    </Group>
  );
}

function Enum({ values }: { values: { value: string; description: string }[] }) {
  const { t } = useLingui();
  if (values.every(({ description }) => description === "")) {
    return <Values label={t`One of`} values={values.map(({ value }) => value)} />;
  }
  return (
    <Stack gap={2} component="ul" m={0} pl="md">
      {values.map(({ value, description }) => (
        <Text key={value} size="sm" component="li">
          <Code>{value}</Code> {description}
        </Text>
      ))}
    </Stack>
  );
}

/** TypeWords names a type; a named schema leads to its own page. */
export function TypeWords({ value, schemas }: { value: unknown; schemas: Schemas }) {
  const { t } = useLingui();
  const { place } = useReference();
  const { text, ref, nullable } = typeLabel(value, schemas);
  const name = ref === undefined ? undefined : nameOf(ref);
  return (
    <Text span size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {text || t`any value`}
      {name !== undefined && (
        <>
          {" "}
          <TextLink
            to="/apis/$api/reference/schemas/$schema"
            params={{ api: place.api, schema: name }}
            search={(search) => search}
            size="sm"
            preload={false}
            underline="always"
          >
            {name}
          </TextLink>
        </>
      )}
      {nullable && ` ${t`or null`}`}
    </Text>
  );
}
