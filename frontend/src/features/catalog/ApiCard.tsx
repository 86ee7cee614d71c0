import { Plural, Trans } from "@lingui/react/macro";
import { Badge, Card, Group, Text, Title } from "@mantine/core";
import type { Api } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { StateBadge } from "@/ui/StateBadge";
import { TeamsBadge } from "./SeenBy";

export function ApiCard({ api, order }: { api: Api; order: 2 | 3 }) {
  return (
    <Card withBorder padding="lg" component="li" style={{ display: "flex", flexDirection: "column" }}>
      <Group gap="xs" mb={6}>
        <Title order={order} size="h4">
          <TextLink to="/apis/$api" params={{ api: api.slug }} inherit>
            {api.name}
          </TextLink>
        </Title>
        {api.state !== "published" && <StateBadge state={api.state} />}
        <TeamsBadge api={api} />
        {api.demo && (
          <Badge color="cyan" variant="light" radius="sm" tt="none">
            <Trans>Demo</Trans>
          </Badge>
        )}
      </Group>
      <Text c="dimmed" size="sm" lineClamp={3} mb="md" style={{ flex: 1 }}>
        {api.summary}
      </Text>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          <Plural value={api.operations} one="# operation" other="# operations" />
          {api.currentVersion && ` · ${api.currentVersion}`}
        </Text>
        {api.operations > 0 && (
          <TextLink to="/apis/$api/reference" params={{ api: api.slug }} size="sm">
            <Trans>Read the reference</Trans>
            <span className="visually-hidden"> {api.name}</span>
          </TextLink>
        )}
      </Group>
    </Card>
  );
}
