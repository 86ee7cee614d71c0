import { useLingui } from "@lingui/react/macro";
import { Checkbox, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import type { FieldsProps } from "./fields";
import { acts, kinds, usePolicyWords } from "./words";

/** SayFields edits what a token must say and which kinds there may be. */
export function SayFields({ form, above }: FieldsProps) {
  const { t } = useLingui();
  const { word } = usePolicyWords();
  return (
    <Stack>
      <Checkbox.Group
        label={t`Kinds that an app may have`}
        description={above ? t`None checked: as above.` : t`At least one.`}
        {...form.getInputProps("kinds")}
      >
        <Group mt="xs">
          {kinds.map((kind) => (
            <Checkbox key={kind} value={kind} label={word(kind)} />
          ))}
        </Group>
      </Checkbox.Group>
      <NumberInput
        label={t`Tokens of one app`}
        description={t`At the same time, at most. An API counts those with scopes of it.`}
        min={1}
        maw={360}
        placeholder={above && t`As above: ${above.tokensPerApp}`}
        {...form.getInputProps("tokensPerApp")}
      />
      <TextInput
        label={t`Rule for names`}
        description={
          above
            ? t`A regular expression that names must match besides the rules above; empty adds none.`
            : t`A regular expression that the whole name must match; empty for any name.`
        }
        {...form.getInputProps("nameRule")}
      />
      <Switch
        label={t`A description is required`}
        {...form.getInputProps("descriptionRequired", { type: "checkbox" })}
      />
      <Switch
        label={t`Live tokens with a high-risk scope must name their networks`}
        {...form.getInputProps("networksForHighRisk", { type: "checkbox" })}
      />
      <Checkbox.Group
        label={t`Ask for a passkey also before`}
        description={t`Making, rotating and widening a token always ask. Revoking never waits.`}
        {...form.getInputProps("stepUp")}
      >
        <Group mt="xs">
          {acts.map((act) => (
            <Checkbox key={act} value={act} label={word(act)} />
          ))}
        </Group>
      </Checkbox.Group>
    </Stack>
  );
}
