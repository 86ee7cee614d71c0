import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listPeople } from "@/client/sdk.gen";
import type { Account } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { can, useMe } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { PageSkeleton } from "@/ui/Skeletons";
import { StateBadge } from "@/ui/StateBadge";
import { RolesDialog } from "./RolesDialog";
import { useRoleWord } from "./roles";
import { StateDialog } from "./StateDialog";

const route = getRouteApi("/operate/people");

export function PeoplePage() {
  const { t } = useLingui();
  const me = useMe();
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const roleWord = useRoleWord();
  const find = useDebouncedCallback(
    (value: string) => void navigate({ search: { q: value || undefined }, replace: true }),
    200,
  );
  const [editing, setEditing] = useState<{ what: "roles" | "state"; person: Account } | undefined>();
  const list = useInfiniteQuery({
    ...pages(["people", { q }], (cursor) => listPeople({ query: { q, cursor } })),
    placeholderData: keepPreviousData,
  });
  const close = () => setEditing(undefined);
  const columns: Column<Account>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (person) => (
        <div>
          {person.name}
          <Text size="sm" c="dimmed" fw={400} style={{ overflowWrap: "anywhere" }}>
            {person.email}
          </Text>
        </div>
      ),
    },
    { key: "roles", header: t`Roles`, cell: (person) => person.roles.map((role) => roleWord(role).label).join(", ") },
    { key: "state", header: t`State`, cell: (person) => <StateBadge state={person.state} /> },
    {
      key: "seen",
      header: t`Last seen`,
      cell: (person) => <RelativeTime at={person.lastSeenAt} fallback={t`never`} />,
    },
    { key: "since", header: t`Since`, cell: (person) => <RelativeTime at={person.createdAt} /> },
    {
      key: "actions",
      header: "",
      cell: (person) => (
        <Group gap={4} wrap="nowrap">
          {can(me, "tokens:read-all") && (
            <ButtonLink size="compact-sm" variant="subtle" to="/operate/tokens" search={{ owner: person.id }}>
              <Trans>Tokens</Trans>
            </ButtonLink>
          )}
          <ButtonLink size="compact-sm" variant="subtle" to="/operate/teams" search={{ member: person.id }}>
            <Trans>Teams</Trans>
          </ButtonLink>
          {can(me, "roles:grant") && (
            <Button size="compact-sm" variant="subtle" onClick={() => setEditing({ what: "roles", person })}>
              <Trans>Roles</Trans>
            </Button>
          )}
          {can(me, "people:write") && person.id !== me.account.id && (
            <Button
              size="compact-sm"
              variant="subtle"
              color={person.state === "active" ? "red" : undefined}
              onClick={() => setEditing({ what: "state", person })}
            >
              {person.state === "active" ? <Trans>Disable</Trans> : <Trans>Enable</Trans>}
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHeader title={t`People`} lead={<Trans>Everybody with an account here, and what they may do.</Trans>} />
      <TextInput
        aria-label={t`Find people`}
        placeholder={t`Name or e-mail address`}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={360}
        mb="md"
        defaultValue={q}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`People`}
          rows={list.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(person) => person.id}
          empty={
            <EmptyState icon={IconUsers} title={t`Nobody matches`}>
              <Trans>People appear here once they confirmed their address and made a passkey.</Trans>
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {editing?.what === "roles" && <RolesDialog person={editing.person} onClose={close} />}
      {editing?.what === "state" && <StateDialog person={editing.person} onClose={close} />}
    </>
  );
}
