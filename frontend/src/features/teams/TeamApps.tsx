import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { App, Team } from "@/client/types.gen";
import { appsOf } from "@/features/apps/queries";
import { can, useMe } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { ButtonLink, TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StateBadge } from "@/ui/StateBadge";

/** TeamApps lists what a team owns, to its members and to those who see all apps. */
export function TeamApps({ team }: { team: Team }) {
  const { t } = useLingui();
  const me = useMe();
  const all = !team.role && can(me, "apps:read-all");
  const list = useInfiniteQuery({ ...appsOf(team.id, all), enabled: Boolean(team.role) || all });
  const writes = team.role === "owner" || team.role === "developer";
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
    { key: "tokens", header: t`Tokens`, cell: (app) => <Plural value={app.tokens} one="# token" other="# tokens" /> },
    { key: "state", header: t`State`, cell: (app) => <StateBadge state={app.state} /> },
  ];
  return (
    <Panel
      title={t`Apps`}
      actions={
        writes && (
          <ButtonLink to="/apps/new" search={{ team: team.id }} size="xs">
            <Trans>New app</Trans>
          </ButtonLink>
        )
      }
    >
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <DataList
        label={t`Apps`}
        rows={list.data?.pages.flatMap((page) => page.items) ?? []}
        columns={columns}
        rowKey={(app) => app.id}
        empty={
          <Text size="sm" c="dimmed">
            {team.apps === 0 && !writes ? (
              <Trans>The team owns no app yet.</Trans>
            ) : team.apps === 0 ? (
              <Trans>The team owns no app yet. Register one, or move one of yours here in its settings.</Trans>
            ) : (
              <Plural value={team.apps} one="The team owns # app." other="The team owns # apps." />
            )}
          </Text>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Panel>
  );
}
