import { Trans, useLingui } from "@lingui/react/macro";
import { Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { listTeams } from "@/client/sdk.gen";
import type { TeamItem } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { can, useMe } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { PageSkeleton } from "@/ui/Skeletons";

const route = getRouteApi("/operate/teams");

/** AllTeamsPage shows operators who shares apps with whom. */
export function AllTeamsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { q, member } = route.useSearch();
  const navigate = route.useNavigate();
  const find = useDebouncedCallback(
    (value: string) => void navigate({ search: { member, q: value || undefined }, replace: true }),
    200,
  );
  const list = useInfiniteQuery({
    ...pages(["teams", { q, member }], (cursor) => listTeams({ query: { all: "true", q, member, cursor } })),
    placeholderData: keepPreviousData,
  });
  const columns: Column<TeamItem>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (team) => (
        <TextLink to="/teams/$team" params={{ team: team.id }} fw={600}>
          {team.name}
        </TextLink>
      ),
    },
    { key: "created", header: t`Since`, cell: (team) => <RelativeTime at={team.createdAt} /> },
  ];
  if (can(me, "tokens:read-all"))
    columns.push({
      key: "tokens",
      header: "",
      cell: (team) => (
        <ButtonLink size="compact-sm" variant="subtle" to="/operate/tokens" search={{ owner: team.id }}>
          <Trans>Tokens</Trans>
        </ButtonLink>
      ),
    });
  return (
    <>
      <PageHeader
        title={t`All teams`}
        lead={<Trans>Who shares apps with whom. Open a team to see its members.</Trans>}
      />
      <TextInput
        aria-label={t`Find teams`}
        placeholder={t`Part of the name`}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={360}
        mb="md"
        defaultValue={q}
        onChange={(event) => find(event.currentTarget.value)}
      />
      {member && (
        <Text size="sm" mb="md">
          <Trans>Only teams of one person.</Trans>{" "}
          <TextLink to="/operate/teams" underline="always" inherit>
            <Trans>Show all</Trans>
          </TextLink>
        </Text>
      )}
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`All teams`}
          rows={list.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(team) => team.id}
          empty={
            <EmptyState icon={IconUsersGroup} title={q || member ? t`No team matches` : t`No team yet`}>
              {q || member ? (
                <Trans>Try another part of its name.</Trans>
              ) : (
                <Trans>Teams appear here once somebody makes one.</Trans>
              )}
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
