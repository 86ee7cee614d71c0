import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import type { Webhook } from "@/client/types.gen";
import { Facts } from "@/ui/Facts";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { hostOf } from "./queries";
import { WebhookActions } from "./WebhookActions";
import { WebhookTrouble } from "./WebhookTrouble";

type Props = { webhook: Webhook; viewed: boolean; open: boolean; onToggle: () => void; children: ReactNode };

/** WebhookPanel is one webhook: where it goes, what it is told, how it does; its log opens below. */
export function WebhookPanel({ webhook, viewed, open, onToggle, children }: Props) {
  const { t } = useLingui();
  const log = useId();
  const name = webhook.description || hostOf(webhook);
  return (
    <Card withBorder padding="lg" component="section" aria-label={name}>
      <Stack>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            <StateBadge state={webhook.state} />
          </Group>
          {!viewed && <WebhookActions webhook={webhook} />}
        </Group>
        <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {webhook.url}
        </Text>
        <WebhookTrouble webhook={webhook} />
        <Group gap={6}>
          {webhook.events.map((event) => (
            <Badge key={event} variant="default" tt="none" fw={500} radius="sm">
              {event}
            </Badge>
          ))}
        </Group>
        <Facts
          facts={[
            { term: t`Answers to`, value: webhook.holder },
            { term: t`Secret made`, value: <RelativeTime at={webhook.secretAt} /> },
            { term: t`Waiting`, value: counted(webhook.waiting) },
          ]}
        />
        {webhook.secretBeforeUntil && (
          <Alert color="blue" variant="light">
            <Trans>
              Two secrets sign until the old one ends: <RelativeTime at={webhook.secretBeforeUntil} />.
            </Trans>
          </Alert>
        )}
        <Group>
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={open}
            aria-controls={log}
            leftSection={open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
            onClick={onToggle}
          >
            <Trans>Deliveries</Trans>
          </Button>
          {webhook.failed > 0 && (
            <Text size="sm" c="dimmed">
              <Plural value={webhook.failed} one="# was given up" other="# were given up" />
            </Text>
          )}
        </Group>
        <div id={log}>{open && children}</div>
      </Stack>
    </Card>
  );
}

const counted = (n: number) => (n >= 1000 ? "1000+" : n);
