import { useLingui } from "@lingui/react/macro";
import { Radio, Stack } from "@mantine/core";
import type { Apply } from "./SaveDialog";

type Props = {
  mode: Apply["apply"];
  /** Whether no rule for tokens changes. */
  accountsOnly: boolean;
  /** Whether the change may begin on a later day. */
  later: boolean;
  onChange: (mode: Apply["apply"]) => void;
};

/** Applying asks from when on a change holds, and what it means for tokens that exist. */
export function Applying({ mode, accountsOnly, later, onChange }: Props) {
  const { t } = useLingui();
  const pick = (value: string) => onChange(value === "now" || value === "report" ? value : "renewal");
  if (accountsOnly)
    return (
      <Radio.Group label={t`The rule holds`} value={mode} onChange={pick}>
        <Stack gap="xs" mt="xs">
          <Radio value="renewal" label={t`From now on`} />
          {later && <Radio value="report" label={t`From a day that you choose`} />}
        </Stack>
      </Radio.Group>
    );
  return (
    <Radio.Group label={t`Tokens and OAuth clients that exist and break the new rules`} value={mode} onChange={pick}>
      <Stack gap="xs" mt="xs">
        <Radio
          value="renewal"
          label={t`Go on working until they are changed or rotated`}
          description={t`Their owners are told now.`}
        />
        <Radio
          value="now"
          label={t`Are suspended within ten minutes`}
          description={t`They work again once they meet the rules. Their owners are told.`}
        />
        {later && (
          <Radio
            value="report"
            label={t`Are only reported, until a day that you choose`}
            description={t`Nobody is asked for anything before. From then on, tokens that break the rules are suspended.`}
          />
        )}
      </Stack>
    </Radio.Group>
  );
}
