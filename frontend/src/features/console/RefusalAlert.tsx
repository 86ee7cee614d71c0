import { Trans } from "@lingui/react/macro";
import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconShieldX } from "@tabler/icons-react";
import { oneOf } from "@/lib/search";
import { useSession } from "@/lib/session";
import { TextLink } from "@/ui/links";
import type { Refusal } from "./send";

type Props = { refusal: Refusal; environment: string; api: string; app: string };

/** RefusalAlert says why Gatehouse refused, what mends it, and where the checks can be read. */
export function RefusalAlert({ refusal, environment, api, app }: Props) {
  const signedIn = useSession() !== null;
  const scope = /needs the scope (\S+)\.$/.exec(refusal.detail)?.[1];
  const lacking = refusal.code === "scope_missing" || refusal.code === "grant_missing";
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconShieldX aria-hidden />}
      title={refusal.title}
      role="alert"
      data-code={refusal.code}
    >
      <Stack gap={6}>
        {refusal.detail !== refusal.title && <Text size="sm">{refusal.detail}</Text>}
        <Text size="sm">{refusal.fix}</Text>
        <Group gap="md">
          {lacking && app && (
            <TextLink
              to="/requests/new"
              search={{ app, api, environment: oneOf(environment, ["sandbox", "live"] as const), scopes: scope }}
              size="sm"
              underline="always"
            >
              <Trans>Ask for access</Trans>
            </TextLink>
          )}
          {signedIn && app && (
            <TextLink to="/decisions/$decision" params={{ decision: refusal.decision }} size="sm" underline="always">
              <Trans>See every check</Trans>
            </TextLink>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
