import { Plural, Trans } from "@lingui/react/macro";
import { Alert, List, Text } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";

/** ClientBreaches says which rules of the policy an OAuth client breaks. */
export function ClientBreaches({ sentences }: { sentences: string[] }) {
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconGavel aria-hidden />}
      title={<Plural value={sentences.length} one="This client breaks a rule" other="This client breaks # rules" />}
    >
      <List size="sm">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <Text size="sm" mt="xs">
        <Trans>Change it, or add a new secret and end the old one. It was looked at a few minutes ago.</Trans>
      </Text>
    </Alert>
  );
}
