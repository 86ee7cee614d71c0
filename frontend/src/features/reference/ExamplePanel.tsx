import { useLingui } from "@lingui/react/macro";
import { Card, Group, NativeSelect, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { pretty } from "@/lib/json";
import { CodeBlock } from "@/ui/CodeBlock";
import { exampleOf } from "./example";
import type { Schemas } from "./merge";
import type { Example, Media } from "./model";
import type { Direction } from "./view";

type Props = { title: string; media: Media[]; schemas: Schemas; direction: Direction };

/** ExamplePanel shows the document's own examples, and where it has none, one made from the schema. */
export function ExamplePanel({ title, media, schemas, direction }: Props) {
  const { t } = useLingui();
  const [picked, setPicked] = useState("0");
  const examples = useMemo(() => choicesOf(media, schemas, direction), [media, schemas, direction]);
  const example = examples[Number(picked)] ?? examples[0];
  if (!example) return null;
  return (
    <Card withBorder padding="sm" style={{ flexShrink: 0 }}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Text fw={600} size="sm">
          {title}
        </Text>
        {examples.length > 1 ? (
          <NativeSelect
            aria-label={t`Example`}
            size="xs"
            w={200}
            data={examples.map(({ label }, index) => ({ value: String(index), label }))}
            value={picked}
            onChange={(event) => setPicked(event.currentTarget.value)}
          />
        ) : (
          <Text size="xs" c="dimmed">
            {example.label}
          </Text>
        )}
      </Group>
      <CodeBlock code={pretty(example.value)} label={t`${title}: example`} />
    </Card>
  );
}

type Choice = { label: string; value: unknown };

function choicesOf(media: Media[], schemas: Schemas, direction: Direction): Choice[] {
  return media.flatMap(({ type, schema, examples }) => {
    const label = (example: Example) => [example.summary, media.length > 1 ? type : ""].filter(Boolean).join(" · ");
    if (examples.length > 0) return examples.map((e) => ({ label: label(e) || type, value: e.value }));
    const made = schema === undefined ? undefined : exampleOf(schema, schemas, direction);
    return made === undefined || made === null ? [] : [{ label: type, value: made }];
  });
}
