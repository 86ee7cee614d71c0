import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Input, SegmentedControl, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import type { EffectivePolicy } from "@/client/types.gen";
import { inDays, usePolicyWords } from "@/features/policy/words";
import { templateOf } from "./templates";
import type { WizardForm } from "./useWizardForm";
import { lifeChoices } from "./values";

/** RestrictionStep narrows where from and how long a token works. */
export function RestrictionStep({ form, policy }: { form: WizardForm; policy: EffectivePolicy | undefined }) {
  const { t, i18n } = useLingui();
  const { template } = form.values;
  const advice = templateOf(template)?.networks;
  const custom = form.values.life === "custom";
  const { place } = usePolicyWords();
  const says = (rule: string) => {
    const origin = policy?.origins.find((one) => one.rule === rule);
    return origin ? place(origin) : t`This portal`;
  };
  const longest = policy?.rules.maxLifeSeconds;
  return (
    <Stack>
      <Input.Wrapper
        label={t`Expires`}
        labelElement="div"
        description={longest ? t`${says("maxLifeSeconds")} allows at most ${inDays(longest)}.` : undefined}
        error={custom ? undefined : form.errors["expiresAt"]}
      >
        <div style={{ overflowX: "auto" }}>
          <SegmentedControl
            aria-label={t`Expires`}
            mt={6}
            value={form.values.life}
            onChange={(life) => form.setFieldValue("life", life)}
            data={[
              ...lifeChoices(policy?.rules, form.values.life).map((days) => ({
                value: String(days),
                label: <Plural value={days} one="# day" other="# days" />,
              })),
              { value: "custom", label: t`Date` },
            ]}
          />
        </div>
      </Input.Wrapper>
      {custom && (
        <TextInput
          label={t`Expiry date and time`}
          type="datetime-local"
          maw={280}
          {...form.getInputProps("expiresAt")}
        />
      )}
      <TagsInput
        label={t`Networks`}
        description={
          <>
            <Trans>
              Only calls from these addresses are let in, such as 203.0.113.0/24 or 2001:db8::/32. Press Enter after
              each.
            </Trans>{" "}
            {advice && i18n._(advice)}
          </>
        }
        splitChars={[",", " "]}
        acceptValueOnBlur
        {...form.getInputProps("networks")}
      />
      <TagsInput
        label={t`Origins`}
        description={t`Only for tokens used in browsers: the pages' origins, such as https://app.example.com.`}
        required={template === "browser"}
        splitChars={[",", " "]}
        acceptValueOnBlur
        {...form.getInputProps("origins")}
      />
      <TextInput
        label={t`Not before`}
        description={t`Empty: it works at once.`}
        type="datetime-local"
        maw={280}
        {...form.getInputProps("notBefore")}
      />
      {policy?.rules.networksForHighRisk && (
        <Text size="sm" c="dimmed">
          <Trans>{says("networksForHighRisk")} asks for networks on live tokens with a scope of high risk.</Trans>
        </Text>
      )}
    </Stack>
  );
}
