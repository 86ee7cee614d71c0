import { Trans, useLingui } from "@lingui/react/macro";
import { NumberInput, type NumberInputProps } from "@mantine/core";
import { ButtonLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";

/** AccountsPanel says what happens to accounts that nobody uses; a rule of the portal alone. */
export function AccountsPanel(props: NumberInputProps) {
  const { t } = useLingui();
  const days = Number(props.value) || 90;
  return (
    <Panel
      title={t`Accounts of people`}
      actions={
        <ButtonLink variant="default" size="xs" to="/operate/people" search={{ unused: days }}>
          <Trans>Who was not here for {days} days</Trans>
        </ButtonLink>
      }
    >
      <NumberInput
        label={t`Suspend unused accounts after`}
        description={t`At least 30; 0 never suspends. People are told 14 and 3 days before. Their apps and tokens go on; operator tokens that they answer for are refused, but for verifiers. Whoever manages people lets them in again. The administrator who was here last is never suspended.`}
        suffix={t` days`}
        min={0}
        max={365}
        maw={420}
        {...props}
      />
    </Panel>
  );
}
