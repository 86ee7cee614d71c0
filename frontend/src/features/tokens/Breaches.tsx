import { Plural, Trans } from "@lingui/react/macro";
import { Alert, List, Text } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import type { Token } from "@/client/types.gen";

/** Breaches says which rules of the policy a token breaks. */
export function Breaches({ token }: { token: Token }) {
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconGavel aria-hidden />}
      title={
        <Plural value={token.policyBreaches.length} one="This token breaks a rule" other="This token breaks # rules" />
      }
    >
      <List size="sm">
        {token.policyBreaches.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <Text size="sm" mt="xs">
        <Trans>Change or rotate it so that it meets them, or make a new one. It was looked at a few minutes ago.</Trans>
      </Text>
    </Alert>
  );
}
