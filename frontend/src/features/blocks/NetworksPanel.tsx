import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconShieldOff } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listBlockedNetworks, removeBlockedNetwork } from "@/client/sdk.gen";
import type { BlockedNetwork } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { pages } from "@/lib/pages";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { NewNetworkDialog } from "./NewNetworkDialog";

/** NetworksPanel holds the single networks that are blocked, or spared. */
export function NetworksPanel() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [removing, setRemoving] = useState<BlockedNetwork | undefined>();
  const list = useSuspenseInfiniteQuery(
    pages(["blocks", "networks"], (cursor) => listBlockedNetworks({ query: { cursor } })),
  );
  const remove = useMutation({
    mutationFn: (network: BlockedNetwork) => removeBlockedNetwork({ path: { network: network.id } }),
    onSuccess: async (_, { network }) => {
      setRemoving(undefined);
      done(t`${network} is removed`);
      await client.invalidateQueries({ queryKey: ["blocks"] });
    },
  });
  const columns: Column<BlockedNetwork>[] = [
    { key: "network", header: t`Network`, main: true, cell: (n) => <code>{n.network}</code> },
    {
      key: "effect",
      header: t`Effect`,
      cell: (n) => (
        <StateBadge
          state={n.effect === "allow" ? "allowed" : "denied"}
          label={n.effect === "allow" ? t`Allowed` : t`Blocked`}
        />
      ),
    },
    { key: "reason", header: t`Reason`, cell: (n) => n.reason },
    { key: "ends", header: t`Ends`, cell: (n) => <RelativeTime at={n.endsAt} fallback={t`never`} /> },
    { key: "hits", header: t`Refused calls`, align: "right", cell: (n) => fullNumber(n.hits) },
    {
      key: "actions",
      header: "",
      cell: (n) => (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          aria-label={t`Remove ${n.network}`}
          onClick={() => setRemoving(n)}
        >
          <Trans>Remove</Trans>
        </Button>
      ),
    },
  ];
  const add = (
    <Button size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      <Trans>Add a network</Trans>
    </Button>
  );
  const networks = list.data.pages.flatMap((page) => page.items);
  return (
    <Panel title={t`Single networks`} actions={networks.length > 0 && add}>
      <DataList
        label={t`Single networks`}
        rows={networks}
        columns={columns}
        rowKey={(n) => n.id}
        empty={
          <EmptyState icon={IconShieldOff} title={t`No network is blocked by hand`} action={add}>
            <Trans>Block the network of somebody who abuses an API, or allow one whatever lists say.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {opened && <NewNetworkDialog onClose={dialog.close} />}
      {removing && (
        <ConfirmDialog
          opened
          onClose={() => setRemoving(undefined)}
          title={t`Remove ${removing.network}?`}
          confirm={t`Remove`}
          danger
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing)}
        >
          {removing.effect === "allow" ? (
            <Trans>Calls from there are refused from now on if a block or a list names it.</Trans>
          ) : (
            <Trans>Calls from there are answered from now on, unless a list names it.</Trans>
          )}
        </ConfirmDialog>
      )}
    </Panel>
  );
}
