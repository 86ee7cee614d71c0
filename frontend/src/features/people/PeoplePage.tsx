import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listPeople } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { oneOf } from "@/lib/search";
import { peopleStates } from "@/routes/operate";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { stateWord } from "@/ui/words";
import { type Editing, usePeopleColumns } from "./columns";
import { RolesDialog } from "./RolesDialog";
import { StateDialog } from "./StateDialog";

const route = getRouteApi("/operate/people");

export function PeoplePage() {
  const { t } = useLingui();
  const { q, state, unused } = route.useSearch();
  const navigate = route.useNavigate();
  const find = useDebouncedCallback(
    (value: string) => void navigate({ search: { state, unused, q: value || undefined }, replace: true }),
    200,
  );
  const [editing, setEditing] = useState<Editing | undefined>();
  const columns = usePeopleColumns(setEditing);
  const list = useInfiniteQuery({
    ...pages(["people", { q, state, unused }], (cursor) =>
      listPeople({ query: { q, state, unusedDays: unused, cursor } }),
    ),
    placeholderData: keepPreviousData,
  });
  const close = () => setEditing(undefined);
  return (
    <>
      <PageHeader title={t`People`} lead={<Trans>Everybody with an account here, and what they may do.</Trans>} />
      <Group mb="md">
        <TextInput
          aria-label={t`Find people`}
          placeholder={t`Name or e-mail address`}
          leftSection={<IconSearch size={16} aria-hidden />}
          w={{ base: "100%", sm: 360 }}
          defaultValue={q}
          onChange={(event) => find(event.currentTarget.value)}
        />
        <Select
          aria-label={t`State`}
          placeholder={t`Any state`}
          clearable
          w={{ base: "100%", sm: 200 }}
          value={state ?? null}
          data={peopleStates.map((value) => ({ value, label: stateWord(value) }))}
          onChange={(value) =>
            void navigate({ search: { q, unused, state: oneOf(value, peopleStates) }, replace: true })
          }
        />
      </Group>
      {unused && (
        <Text size="sm" mb="md">
          <Plural
            value={unused}
            one="Only people who may sign in and were not here for # day."
            other="Only people who may sign in and were not here for # days."
          />{" "}
          <TextLink to="/operate/people" underline="always" inherit>
            <Trans>Show all</Trans>
          </TextLink>
        </Text>
      )}
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
              {q || state || unused ? (
                <Trans>Try another part of a name or address, or another state.</Trans>
              ) : (
                <Trans>People appear here once they confirmed their address and made a passkey.</Trans>
              )}
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
