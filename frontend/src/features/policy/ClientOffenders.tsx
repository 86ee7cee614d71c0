import { Trans } from "@lingui/react/macro";
import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listPolicyOffendersOptions } from "@/client/@tanstack/react-query.gen";
import type { ComplianceDay } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** ClientOffenders lists the OAuth clients that break a rule; there are two for an app at most. */
export function ClientOffenders({ of: { rule, level, id } }: { of: ComplianceDay }) {
  const found = useQuery(listPolicyOffendersOptions({ query: { rule, level, id, limit: 1 } }));
  const clients = found.data?.clients ?? [];
  if (clients.length === 0) return null;
  return (
    <Stack gap={4}>
      {clients.map((client) => (
        <Group key={client.id} justify="space-between" gap="xs">
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <TextLink to="/apps/$app" params={{ app: client.app }} search={{ tab: "oauth" }}>
              <Trans>OAuth client</Trans>
            </TextLink>{" "}
            · {client.appName} · {client.owner}
          </Text>
          <Group gap="xs">
            {client.suspended && <StateBadge state="suspended" />}
            <Text size="sm" c="dimmed">
              <Trans>
                seen <RelativeTime at={client.since} />
              </Trans>
            </Text>
          </Group>
        </Group>
      ))}
    </Stack>
  );
}
