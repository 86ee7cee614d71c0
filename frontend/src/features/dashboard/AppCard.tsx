import { Plural, Trans } from "@lingui/react/macro";
import { Card, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getUsageSeriesOptions } from "@/client/@tanstack/react-query.gen";
import type { App } from "@/client/types.gen";
import { usageQuery } from "@/features/usage/filter";
import { shortNumber } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { TextLink } from "@/ui/links";
import { StateBadge } from "@/ui/StateBadge";

/** AppCard is one app's health at a glance: tokens, and calls and failures of a day. */
export function AppCard({ app }: { app: App }) {
  const now = useNow();
  const { data } = useQuery(getUsageSeriesOptions({ query: usageQuery({ app: app.id, range: "24h" }, now) }));
  const total = data?.total;
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <TextLink to="/apps/$app" params={{ app: app.id }} fw={650} style={{ minWidth: 0, overflowWrap: "anywhere" }}>
          {app.name}
        </TextLink>
        <StateBadge state={app.state} />
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2} mt={4}>
        {app.purpose}
      </Text>
      <Group gap="md" mt="sm">
        <Text size="sm">
          <Plural value={app.tokens} one="# token" other="# tokens" />
        </Text>
        {total && (
          <Text size="sm">
            <Plural value={total.calls} one="1 call" other={`${shortNumber(total.calls)} calls`} />{" "}
            <Trans>
              · {shortNumber(total.errors)} failed · {shortNumber(total.denied)} refused
            </Trans>
          </Text>
        )}
      </Group>
    </Card>
  );
}
