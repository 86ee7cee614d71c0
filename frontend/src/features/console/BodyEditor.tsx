import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileInput, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { MediaSelect } from "@/features/reference/MediaSelect";
import type { Media } from "@/features/reference/model";
import { pretty } from "@/lib/json";
import { type Draft, modeOf } from "./body";
import { FieldList } from "./FieldList";
import { prettyJson } from "./jsonSyntax";
import type { Field } from "./model";

type Props = {
  media: Media[];
  draft: Draft;
  inputs: readonly Field[];
  required: boolean;
  mistakes: Record<string, string>;
  onType: (type: string) => void;
  onChange: (change: Partial<Draft>) => void;
};

/** BodyEditor edits what a call carries: text as it is, a form by its members, anything else as a file. */
export function BodyEditor({ media, draft, inputs, required, mistakes, onType, onChange }: Props) {
  const { t } = useLingui();
  const mode = modeOf(draft.type);
  const examples = media.find(({ type }) => type === draft.type)?.examples ?? [];
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Group gap={6}>
          <Text size="sm" fw={600}>
            <Trans>Body</Trans>
          </Text>
          <Text size="xs" c="dimmed">
            {required ? <Trans>required</Trans> : <Trans>optional</Trans>}
          </Text>
          <MediaSelect media={media} value={draft.type} onChange={onType} />
        </Group>
        <Group gap="xs">
          {mode === "json" && draft.text && (
            <Button size="compact-xs" variant="subtle" onClick={() => onChange({ text: prettyJson(draft.text) })}>
              <Trans>Format</Trans>
            </Button>
          )}
          {(mode === "json" || mode === "text") && examples.length > 1 && (
            <Select
              aria-label={t`Start from an example`}
              placeholder={t`Example`}
              size="xs"
              w={120}
              value={null}
              data={examples.map(({ summary }, index) => ({
                value: String(index),
                label: summary || String(index + 1),
              }))}
              onChange={(picked) => picked && onChange({ text: pretty(examples[Number(picked)]?.value) })}
            />
          )}
        </Group>
      </Group>
      {(mode === "form" || mode === "multipart") && (
        <FieldList
          label={t`Body`}
          inputs={inputs}
          values={draft.values}
          mistakes={mistakes}
          onChange={(key, value) => onChange({ values: { ...draft.values, [key]: value } })}
        />
      )}
      {mode === "file" && (
        <FileInput
          aria-label={t`Body`}
          size="xs"
          clearable
          clearButtonProps={{ "aria-label": t`Clear the body` }}
          placeholder={t`Choose a file`}
          error={mistakes[""]}
          value={draft.file}
          onChange={(file) => onChange({ file })}
        />
      )}
      {(mode === "json" || mode === "text") && (
        <Textarea
          aria-label={t`Body`}
          size="xs"
          autosize
          minRows={4}
          maxRows={18}
          spellCheck={false}
          error={mistakes[""]}
          value={draft.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", tabSize: 2 } }}
        />
      )}
    </Stack>
  );
}
