import { Trans } from "@lingui/react/macro";
import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconShieldX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import { useSession } from "@/lib/session";
import { TextLink } from "@/ui/links";
import type { Entry } from "./memory";
import type { Refusal } from "./send";

type Props = { refusal: Refusal; entry: Pick<Entry, "called" | "caller"> };

/** RefusalAlert says why Gatehouse refused, what mends it, and where the checks can be read. */
export function RefusalAlert({ refusal, entry: { called, caller } }: Props) {
  const { api, operation } = called;
  const { app, environment } = caller;
  const signedIn = useSession() !== null;
  const lacking = app !== "" && (refusal.code === "scope_missing" || refusal.code === "grant_missing");
  const table = useQuery({ ...getScopesOptions({ path: { api }, query: { operation } }), enabled: lacking });
  const scopes = table.data?.operations.find((row) => row.operation === operation)?.scopes ?? [];
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
          {lacking && (
            <TextLink
              to="/requests/new"
              search={{ app, api, environment, operation, scopes: scopes.map((scope) => `${api}:${scope}`).join(" ") }}
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
