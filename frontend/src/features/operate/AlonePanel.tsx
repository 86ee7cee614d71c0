import { useLingui } from "@lingui/react/macro";
import { NumberInput, Stack, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { Panel } from "@/ui/Panel";
import type { PolicyValues } from "./policyValues";

/** AlonePanel bounds what tokens may do without a person. */
export function AlonePanel({ form }: { form: UseFormReturnType<PolicyValues> }) {
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
