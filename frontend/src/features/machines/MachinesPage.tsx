import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listOperatorTokens } from "@/client/sdk.gen";
import type { OperatorToken } from "@/client/types.gen";
import { useRoleWord } from "@/features/people/roles";
import { pages } from "@/lib/pages";
import { useNow } from "@/lib/useNow";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { HandOverDialog } from "./HandOverDialog";
import { NewMachineDialog } from "./NewMachineDialog";
import { RevokeMachine } from "./RevokeMachine";

const route = getRouteApi("/operate/machines");

function stateOf(token: OperatorToken, now: number): string {
  if (token.revokedAt) return "revoked";
  if (token.expiresAt && new Date(token.expiresAt).getTime() <= now) return "expired";
  return token.refused ? "refused" : "active";
}

export function MachinesPage() {
  const { t } = useLingui();
  const now = useNow();
  const roleWord = useRoleWord();
  const [opened, dialog] = useDisclosure(false);
  const { owner } = route.useSearch();
  const [revoking, setRevoking] = useState<OperatorToken | undefined>();
  const [handing, setHanding] = useState<OperatorToken | undefined>();
  const list = useSuspenseInfiniteQuery(
    pages(["machines", { owner }], (cursor) => listOperatorTokens({ query: { owner, cursor } })),
  );
  const columns: Column<OperatorToken>[] = [
    { key: "name", header: t`Name`, main: true, cell: (token) => token.name },
    { key: "role", header: t`Role`, cell: (token) => roleWord(token.role).label },
    { key: "hint", header: t`Token`, cell: (token) => <code>{token.hint}</code> },
    { key: "state", header: t`State`, cell: (token) => <StateBadge state={stateOf(token, now)} /> },
    {
      key: "owner",
      header: t`Answers for it`,
      cell: (token) => token.ownerName ?? (token.owner ? t`somebody who left` : t`nobody`),
    },
    { key: "ends", header: t`Ends`, cell: (token) => <RelativeTime at={token.expiresAt} fallback={t`never`} /> },
    { key: "used", header: t`Last used`, cell: (token) => <RelativeTime at={token.lastUsedAt} fallback={t`never`} /> },
    {
      key: "actions",
      header: "",
      cell: (token) =>
        ["active", "refused"].includes(stateOf(token, now)) && (
          <Group gap={4} wrap="nowrap">
            <Button size="compact-sm" variant="subtle" onClick={() => setHanding(token)}>
              <Trans>Hand over</Trans>
            </Button>
            <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRevoking(token)}>
              <Trans>Revoke</Trans>
            </Button>
          </Group>
        ),
    },
  ];
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      <Trans>New operator token</Trans>
    </Button>
  );
  const tokens = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader
        title={t`Operator tokens`}
        lead={<Trans>For machines that run this portal: pipelines that publish, services that verify calls.</Trans>}
        actions={tokens.length > 0 && create}
      />
      {owner && (
        <Text size="sm" mb="md">
          <Trans>Only those that one person answers for.</Trans>{" "}
          <TextLink to="/operate/machines" underline="always" inherit>
            <Trans>Show all</Trans>
          </TextLink>
        </Text>
      )}
      <DataList
        label={t`Operator tokens`}
        rows={tokens}
        columns={columns}
        rowKey={(token) => token.id}
        empty={
          <EmptyState icon={IconRobot} title={t`No machine has a token`} action={create}>
            <Trans>An operator token carries one role and calls the management API. It never reaches your APIs.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {opened && <NewMachineDialog onClose={dialog.close} />}
      {handing && <HandOverDialog token={handing} onClose={() => setHanding(undefined)} />}
      {revoking && <RevokeMachine token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}
