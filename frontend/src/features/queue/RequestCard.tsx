import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Card, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import type { AccessRequest } from "@/client/types.gen";
import { ScopeList } from "@/features/access/ScopeList";
import { useMe } from "@/lib/session";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { ApproveDialog } from "./ApproveDialog";
import { DenyDialog } from "./DenyDialog";

export function RequestCard({ request }: { request: AccessRequest }) {
  const [deciding, setDeciding] = useState<"approve" | "deny" | undefined>();
  const close = () => setDeciding(undefined);
  return (
    <Card withBorder component="li" padding="lg">
      <Group justify="space-between" align="flex-start" gap="xs">
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h4">
            <TextLink to="/requests/$request" params={{ request: request.id }} inherit>
              {request.appName}
            </TextLink>
          </Title>
          <Text size="sm" c="dimmed">
            {request.teamName ? (
              <Trans>
                {request.requesterName} asked for the team {request.teamName} <RelativeTime at={request.createdAt} />
              </Trans>
            ) : (
              <Trans>
                {request.requesterName} asked <RelativeTime at={request.createdAt} />
              </Trans>
            )}
          </Text>
        </div>
        <StateBadge state={request.state} />
      </Group>
      <Text my="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
        {request.justification}
      </Text>
      <Stack gap="xs">
        {request.items.map((item) => (
          <Group key={`${item.api} ${item.environment} ${item.plan}`} gap="xs">
            <Text fw={600}>{item.apiName ?? item.api}</Text>
            <StateBadge state={item.environment} />
            <Text size="sm" c="dimmed">
              {item.planName ?? item.plan}
            </Text>
            <ScopeList scopes={item.scopes ?? []} />
          </Group>
        ))}
      </Stack>
      <Hints hints={request.hints} />
      {request.state === "pending" ? (
        <Decide request={request} onDecide={setDeciding} />
      ) : (
        <Text size="sm" c="dimmed" mt="sm">
          {request.reason}
        </Text>
      )}
      {deciding === "approve" && <ApproveDialog request={request} onClose={close} />}
      {deciding === "deny" && <DenyDialog request={request} onClose={close} />}
    </Card>
  );
}

function Hints({ hints }: { hints: readonly string[] }) {
  const { t } = useLingui();
  if (hints.length === 0) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      mt="md"
      icon={<IconAlertTriangle aria-hidden />}
      title={t`Look at this first`}
    >
      <List size="sm">
        {hints.map((hint) => (
          <List.Item key={hint}>{hint}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

type DecideProps = { request: AccessRequest; onDecide: (what: "approve" | "deny") => void };

function Decide({ request, onDecide }: DecideProps) {
  const me = useMe();
  const own = request.requester === me.account.id || request.requester === `u:${me.account.id}`;
  const ours = me.teams.some((team) => team.id === request.team);
  return (
    <Group mt="md" gap="sm">
      <Button disabled={!request.canDecide} onClick={() => onDecide("approve")}>
        <Trans>Approve…</Trans>
      </Button>
      <Button variant="default" disabled={!request.canDecide} onClick={() => onDecide("deny")}>
        <Trans>Deny…</Trans>
      </Button>
      {!request.canDecide && (
        <Text size="sm" c="dimmed">
          {own ? (
            <Trans>This is your own request: somebody else has to decide.</Trans>
          ) : ours ? (
            <Trans>You are in the team {request.teamName}: somebody who isn't has to decide.</Trans>
          ) : (
            <Trans>You can't decide on this one.</Trans>
          )}
        </Text>
      )}
    </Group>
  );
}
