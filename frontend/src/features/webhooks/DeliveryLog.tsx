import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Webhook, WebhookDelivery } from "@/client/types.gen";
import { oneOf } from "@/lib/search";
import { type Column, DataList } from "@/ui/DataList";
import { More } from "@/ui/More";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { DeliveryDialog } from "./DeliveryDialog";
import { deliveriesOptions } from "./queries";
import { ReplayFailed } from "./ReplayFailed";

type Props = {
  webhook: Webhook;
  viewed: boolean;
  state: string | undefined;
  onState: (state: string | undefined) => void;
};

const states = ["waiting", "delivered", "failed"] as const;

/** DeliveryLog lists what was sent to a webhook, newest first. */
export function DeliveryLog({ webhook, viewed, state, onState }: Props) {
  const { t } = useLingui();
  const [shown, setShown] = useState<string | undefined>();
  const only = oneOf(state, states);
  const list = useInfiniteQuery(deliveriesOptions(webhook.id, only));
  const columns: Column<WebhookDelivery>[] = [
    {
      key: "event",
      header: t`Event`,
      main: true,
      cell: (row) => (
        <Button size="compact-sm" variant="subtle" ml={-8} onClick={() => setShown(row.id)}>
          {row.event}
        </Button>
      ),
    },
    { key: "at", header: t`When`, cell: (row) => <RelativeTime at={row.createdAt} /> },
    { key: "state", header: t`State`, cell: (row) => <StateBadge state={row.state} /> },
    { key: "attempts", header: t`Attempts`, cell: (row) => row.attempts },
    { key: "answer", header: t`Answer`, cell: (row) => row.lastAt && (row.status > 0 ? row.status : t`None`) },
    { key: "millis", header: t`Time`, cell: (row) => row.lastAt && t`${row.millis} ms` },
    { key: "next", header: t`Next attempt`, cell: (row) => row.nextAt && <RelativeTime at={row.nextAt} /> },
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t`Which deliveries`}
          value={only ?? "all"}
          onChange={(value) => onState(oneOf(value, states))}
          data={[
            { value: "all", label: t`All` },
            { value: "waiting", label: t`Waiting` },
            { value: "failed", label: t`Failed` },
            { value: "delivered", label: t`Delivered` },
          ]}
        />
        {!viewed && webhook.failed > 0 && <ReplayFailed webhook={webhook} />}
      </Group>
      <ProblemAlert error={list.error} />
      {list.data && (
        <DataList
          label={t`Deliveries`}
          rows={list.data.pages.flatMap((page) => page.items)}
          columns={columns}
          rowKey={(row) => row.id}
          empty={
            <Text size="sm" c="dimmed">
              {only ? (
                <Trans>None is in this state.</Trans>
              ) : (
                <Trans>Nothing happened yet that it is told of. The log keeps 30 days.</Trans>
              )}
            </Text>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {shown && <DeliveryDialog webhook={webhook.id} id={shown} viewed={viewed} onClose={() => setShown(undefined)} />}
    </Stack>
  );
}
