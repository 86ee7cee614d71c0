import { Plural, Trans } from "@lingui/react/macro";
import { Alert, List, Text } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import type { Token } from "@/client/types.gen";
import { TextLink } from "@/ui/links";

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
        <Trans>
          Change or rotate it so that it meets them, or make a new one. If the app can't meet a rule for a while,{" "}
          <TextLink to="/apps/$app" params={{ app: token.app }} search={{ tab: "policy" }} inherit underline="always">
            ask for an exception
          </TextLink>
          .
        </Trans>
      </Text>
    </Alert>
  );
}
