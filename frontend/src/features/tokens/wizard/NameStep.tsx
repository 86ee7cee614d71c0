import { useLingui } from "@lingui/react/macro";
import { Input, SegmentedControl, Stack, Textarea, TextInput } from "@mantine/core";
import type { EffectivePolicy } from "@/client/types.gen";
import { useMistakes } from "./mistakes";
import { templateOf } from "./templates";
import type { WizardForm } from "./useWizardForm";

/** NameStep says what a token is for. The naming rule is checked while one types. */
export function NameStep({ form, policy }: { form: WizardForm; policy: EffectivePolicy | undefined }) {
  const { t } = useLingui();
  const mistakes = useMistakes(policy);
  const rule = policy?.names.map((name) => name.rule).join(t` and `);
  const example = templateOf(form.values.template)?.name ?? "";
  const { name, environment } = form.values;
  const errors = form.errors["name"] ?? (name && mistakes.name(name.trim()));
  return (
    <Stack>
      <TextInput
        label={t`Name`}
        description={
          rule
            ? t`Says where it is used, such as “${example}”. It must match ${rule}.`
            : t`Says where it is used, such as “${example}”.`
        }
        required
        maxLength={80}
        data-autofocus
        {...form.getInputProps("name")}
        error={errors}
      />
      <Textarea
        label={t`Description`}
        description={t`What it is for, for whoever finds it in a year.`}
        required={policy?.rules.descriptionRequired ?? false}
        autosize
        minRows={2}
        {...form.getInputProps("description")}
      />
      <Input.Wrapper
        label={t`Environment`}
        labelElement="div"
        description={t`A sandbox token can never reach anything real.`}
        error={form.errors["environment"]}
      >
        <div>
          <SegmentedControl
            aria-label={t`Environment`}
            mt={6}
            value={environment}
            onChange={(value) =>
              form.setValues({ environment: value === "live" ? "live" : "sandbox", scopes: [], picked: false })
            }
            data={[
              { value: "sandbox", label: t`Sandbox` },
              { value: "live", label: t`Live` },
            ]}
          />
        </div>
      </Input.Wrapper>
    </Stack>
  );
}
