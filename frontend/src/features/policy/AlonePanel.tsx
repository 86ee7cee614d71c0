import { useLingui } from "@lingui/react/macro";
import { NumberInput, Stack, Switch } from "@mantine/core";
import { Panel } from "@/ui/Panel";
import type { FieldsProps } from "./fields";

/** AlonePanel bounds what tokens may do without a person. */
export function AlonePanel({ form, above }: FieldsProps) {
  const { t } = useLingui();
  return (
    <Panel title={t`What tokens may do by themselves`}>
      <Stack>
        <NumberInput
          label={t`Longest life of an ephemeral token`}
          description={t`Tokens mint these for a job of minutes. At most 900; 0 lets them mint none.`}
          suffix={t` seconds`}
          min={0}
          max={900}
          placeholder={above && t`As above: ${above.ephemeralLifeSeconds}`}
          {...form.getInputProps("ephemeralLifeSeconds")}
        />
        <Switch
          label={t`Tokens may rotate themselves`}
          description={t`The program that holds a token asks for its next secret. Nobody has to be there.`}
          {...form.getInputProps("selfRotation", { type: "checkbox" })}
        />
      </Stack>
    </Panel>
  );
}
