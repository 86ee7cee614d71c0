import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listBlockLists } from "@/client/sdk.gen";
import type { BlockList } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { ListActions } from "./ListActions";
import { NewListDialog } from "./NewListDialog";
import { useFailureWord } from "./useFailureWord";

/** ListsPanel holds the lists that are given by hand or fetched from an address. */
export function ListsPanel() {
  const { t } = useLingui();
  const failure = useFailureWord();
  const [opened, dialog] = useDisclosure(false);
  const lists = useSuspenseQuery({
    queryKey: ["blocks", "lists"],
    queryFn: async () => (await listBlockLists({ throwOnError: true })).data.items,
  }).data;
  const columns: Column<BlockList>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (l) => (
        <div>
          <TextLink to="/operate/blocks/$list" params={{ list: l.id }}>
            {l.name}
          </TextLink>
          <Text size="sm" c="dimmed" fw={400} style={{ overflowWrap: "anywhere" }}>
            {l.url || t`given by hand`}
          </Text>
        </div>
      ),
    },
    { key: "state", header: t`State`, cell: (l) => <StateBadge state={l.enabled ? "active" : "disabled"} /> },
    { key: "networks", header: t`Networks`, align: "right", cell: (l) => fullNumber(l.networks) },
    { key: "hits", header: t`Refused calls`, align: "right", cell: (l) => fullNumber(l.hits) },
    {
      key: "changed",
      header: t`Last refresh`,
      cell: (l) => (
        <div>
          <RelativeTime at={l.checkedAt ?? l.changedAt} fallback={t`not yet`} />
          {l.failure && (
            <Text size="sm" c="red">
              {failure(l.failure)}
            </Text>
          )}
        </div>
      ),
    },
    { key: "actions", header: "", cell: (l) => <ListActions list={l} /> },
  ];
  const add = (
    <Button size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      <Trans>Add a list</Trans>
    </Button>
  );
  return (
    <Panel title={t`Lists`} actions={lists.length > 0 && <Group>{add}</Group>}>
      <DataList
        label={t`Lists`}
        rows={lists}
        columns={columns}
        rowKey={(l) => l.id}
        empty={
          <EmptyState icon={IconListCheck} title={t`No list is followed`} action={add}>
            <Trans>Paste or upload many networks at once, or follow a list that others publish.</Trans>
          </EmptyState>
        }
      />
      {opened && <NewListDialog onClose={dialog.close} />}
    </Panel>
  );
}
