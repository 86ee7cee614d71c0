import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listOperatorTokens } from "@/client/sdk.gen";
import type { OperatorToken } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { useMachineColumns } from "./columns";
import { HandOverDialog } from "./HandOverDialog";
import { NewMachineDialog } from "./NewMachineDialog";
import { RevokeMachine } from "./RevokeMachine";

const route = getRouteApi("/operate/machines");

export function MachinesPage() {
  const { t } = useLingui();
  const [opened, dialog] = useDisclosure(false);
  const { owner } = route.useSearch();
  const [revoking, setRevoking] = useState<OperatorToken | undefined>();
  const [handing, setHanding] = useState<OperatorToken | undefined>();
  const list = useSuspenseInfiniteQuery(
    pages(["machines", { owner }], (cursor) => listOperatorTokens({ query: { owner, cursor } })),
  );
  const columns = useMachineColumns({ onHand: setHanding, onRevoke: setRevoking });
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
