import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Code, NativeSelect, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { usePrinting } from "@/lib/usePrinting";
import type { Schemas } from "./merge";
import { SchemaFacts } from "./SchemaFacts";
import { SchemaTree } from "./SchemaTree";
import { bodyOf, type Choices, type Direction, viewOf } from "./view";

type Props = { choices: Choices; schemas: Schemas; direction: Direction; depth: number; above: readonly string[] };

const printedDepth = 3;

/** ChoiceTabs shows the alternatives of oneOf and anyOf; many of them are a list to pick from. */
export function ChoiceTabs({ choices, schemas, direction, depth, above }: Props) {
  const { t } = useLingui();
  const [at, setAt] = useState("0");
  const { kind, by, options } = choices;
  const onPaper = usePrinting() && depth < printedDepth;
  const option = options[Number(at)];
  const data = options.map(({ label }, index) => ({ value: String(index), label }));
  return (
    <Box>
      <Text size="sm" c="dimmed" mb={4}>
        {kind === "oneOf" ? <Trans>One of these:</Trans> : <Trans>Any of these:</Trans>}
        {by && (
          <>
            {" "}
            <Trans>
              told apart by <Code>{by}</Code>
            </Trans>
          </>
        )}
      </Text>
      {onPaper ? null : options.length > 6 ? (
        <NativeSelect
          aria-label={t`Alternative`}
          data={data}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
          mb="sm"
        />
      ) : (
        <Tabs value={at} onChange={(value) => setAt(value ?? "0")} variant="pills" mb="xs">
          <Tabs.List aria-label={t`Alternatives`}>
            {data.map(({ value, label }) => (
              <Tabs.Tab key={value} value={value} px="sm" py={6} aria-controls={undefined}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      {onPaper &&
        data.map(({ value, label }) => (
          <Box key={value} mb="xs">
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Alternative value={options[Number(value)]?.schema} {...{ schemas, direction, depth, above }} />
          </Box>
        ))}
      {!onPaper && option && <Alternative key={at} value={option.schema} {...{ schemas, direction, depth, above }} />}
    </Box>
  );
}

type AlternativeProps = { value: unknown } & Omit<Props, "choices">;

function Alternative({ value, schemas, direction, depth, above }: AlternativeProps) {
  const view = viewOf(value, schemas, direction);
  const { view: body } = bodyOf(value, schemas, direction);
  const structured = body.children.length > 0 || body.choices.length > 0;
  return (
    <Box>
      <SchemaFacts view={view} value={value} schemas={schemas} showType={body.types.length > 0} />
      {structured && depth < 24 && (
        <SchemaTree value={value} schemas={schemas} direction={direction} depth={depth + 1} above={above} />
      )}
    </Box>
  );
}
