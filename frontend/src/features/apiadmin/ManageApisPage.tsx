import { Trans, useLingui } from "@lingui/react/macro";
import { IconApi, IconPlus } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { Api } from "@/client/types.gen";
import { apisOptions } from "@/features/catalog/queries";
import { seenBy } from "@/features/catalog/SeenBy";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

export function ManageApisPage() {
  const { t } = useLingui();
  const list = useSuspenseInfiniteQuery(apisOptions());
  const apis = list.data.pages.flatMap((page) => page.items).filter((api) => api.canManage);
  const columns: Column<Api>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (api) => (
        <TextLink to="/operate/apis/$api" params={{ api: api.slug }} fw={600}>
          {api.name}
        </TextLink>
      ),
    },
    { key: "state", header: t`State`, cell: (api) => <StateBadge state={api.state} /> },
    {
      key: "visibility",
      header: t`Seen by`,
      cell: seenBy,
    },
    { key: "version", header: t`Version`, cell: (api) => api.currentVersion ?? "–" },
    { key: "operations", header: t`Operations`, align: "right", cell: (api) => api.operations },
    { key: "changed", header: t`Changed`, cell: (api) => <RelativeTime at={api.updatedAt} /> },
  ];
  const create = (
    <ButtonLink to="/operate/apis/new" leftSection={<IconPlus size={16} aria-hidden />}>
      <Trans>New API</Trans>
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={t`Manage APIs`}
        lead={<Trans>Documents, versions, plans, scopes, and where the calls go.</Trans>}
        actions={apis.length > 0 && create}
      />
      <DataList
        label={t`APIs`}
        rows={apis}
        columns={columns}
        rowKey={(api) => api.id}
        empty={
          <EmptyState icon={IconApi} title={t`No API yet`} action={create}>
            <Trans>Name one, import its OpenAPI document, and publish it when the findings are mended.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
