import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { IconAppWindow, IconPlus } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { App } from "@/client/types.gen";
import { useMe } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { appsOf, appsOptions } from "./queries";
import { TeamBadge } from "./TeamBadge";

const route = getRouteApi("/apps");

export function AppsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { owner } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useSuspenseInfiniteQuery(owner ? appsOf(owner) : appsOptions);
  const apps = list.data.pages.flatMap((page) => page.items);
  const columns: Column<App>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (app) => (
        <TextLink to="/apps/$app" params={{ app: app.id }} fw={600}>
          {app.name}
        </TextLink>
      ),
    },
    { key: "purpose", header: t`Purpose`, cell: (app) => app.purpose },
    ...(me.teams.length > 0
      ? [{ key: "owner", header: t`Owner`, cell: (app: App) => (app.team ? <TeamBadge app={app} /> : t`You alone`) }]
      : []),
    { key: "tokens", header: t`Tokens`, cell: (app) => <Plural value={app.tokens} one="# token" other="# tokens" /> },
    { key: "state", header: t`State`, cell: (app) => <StateBadge state={app.state} /> },
    { key: "created", header: t`Created`, cell: (app) => <RelativeTime at={app.createdAt} /> },
  ];
  const create = (
    <ButtonLink to="/apps/new" leftSection={<IconPlus size={16} aria-hidden />}>
      <Trans>New app</Trans>
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={t`Apps`}
        lead={<Trans>An app is what calls an API. It holds the tokens and the access it was granted.</Trans>}
        actions={(apps.length > 0 || owner) && create}
      />
      {me.teams.length > 0 && (
        <Select
          aria-label={t`Whose apps`}
          maw={280}
          mb="md"
          allowDeselect={false}
          value={owner ?? ""}
          onChange={(next) => void navigate({ search: next ? { owner: next } : {}, replace: true })}
          data={[
            { value: "", label: t`Yours and your teams'` },
            { value: me.account.id, label: t`Yours alone` },
            ...me.teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <DataList
        label={t`Apps`}
        rows={apps}
        columns={columns}
        rowKey={(app) => app.id}
        empty={
          <EmptyState icon={IconAppWindow} title={t`No app yet`} action={create}>
            <Trans>Register one and its first sandbox token comes with it, ready for a call.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
