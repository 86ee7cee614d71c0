import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { TextLink } from "@/ui/links";

/** AccountsChange says what a new rule about accounts that nobody uses does to them; 0 days suspend none. */
export function AccountsChange({ days }: { days: number }) {
  if (days === 0)
    return (
      <Text size="sm">
        <Trans>
          Accounts that nobody uses are not suspended any more. Those that are suspended stay so until somebody lets
          them in again.
        </Trans>
      </Text>
    );
  return (
    <Text size="sm">
      <Trans>
        Accounts that nobody used for {days} days are suspended. Their owners are told 14 and 3 days before, and nobody
        is suspended before both were told.
      </Trans>{" "}
      <TextLink to="/operate/people" search={{ unused: days }} target="_blank" underline="always" inherit>
        <Trans>Who was not here for {days} days</Trans>
      </TextLink>
    </Text>
  );
}
