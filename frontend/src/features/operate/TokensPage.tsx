import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconKey, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listTokens } from "@/client/sdk.gen";
import type { Token } from "@/client/types.gen";
import { apiChoicesOptions } from "@/features/access/queries";
import { ReasonDialog } from "@/features/tokens/ReasonDialog";
import { pages } from "@/lib/pages";
import { can, useMe } from "@/lib/session";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { stateWord } from "@/ui/words";
import { useTokenColumns } from "./tokenColumns";

const route = getRouteApi("/operate/tokens");
const states = ["active", "expiring", "rotating", "suspended", "expired", "revoked"] as const;

export function TokensPage() {
  const { t } = useLingui();
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<Token | undefined>();
  const filter = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const find = useDebouncedCallback((q: string) => filter({ q: q || undefined }), 200);
  const apis = useInfiniteQuery(apiChoicesOptions).data?.pages.flatMap((page) => page.items) ?? [];
  const list = useInfiniteQuery({
    ...pages(["tokens", "all", search], (cursor) => listTokens({ query: { ...search, cursor } })),
    placeholderData: keepPreviousData,
  });
  const columns = useTokenColumns(can(me, "tokens:revoke-any") ? setRevoking : undefined);
  return (
    <>
      <PageHeader title={t`All tokens`} lead={<Trans>Every token of every app, without its secret.</Trans>} />
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          label={t`Find`}
          placeholder={t`Name, id or hint`}
          leftSection={<IconSearch size={16} aria-hidden />}
          defaultValue={search.q}
          onChange={(event) => find(event.currentTarget.value)}
        />
        <Select
          label={t`State`}
          placeholder={t`Any`}
          clearable
          clearButtonProps={{ "aria-label": t`Clear the state` }}
          data={states.map((value) => ({ value, label: stateWord(value) }))}
          value={search.state ?? null}
          onChange={(state) => filter({ state: states.find((known) => known === state) })}
        />
        <Select
          label={t`API`}
          placeholder={t`Any`}
          clearable
          searchable
          clearButtonProps={{ "aria-label": t`Clear the API` }}
          data={apis.map((api) => ({ value: api.slug, label: api.name }))}
          value={search.api ?? null}
          onChange={(api) => filter({ api: api ?? undefined })}
        />
        {search.app && (
          <Button variant="default" onClick={() => filter({ app: undefined })}>
            <Text size="sm">
              <Trans>App {search.app}: show all</Trans>
            </Text>
          </Button>
        )}
      </Group>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`Tokens`}
          rows={list.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(token) => token.id}
          empty={
            <EmptyState icon={IconKey} title={t`No token matches`}>
              <Trans>Developers make tokens for their apps; each appears here with its risk and last use.</Trans>
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {revoking && (
        <ReasonDialog
          token={revoking}
          act="revoke"
          onClose={() => {
            setRevoking(undefined);
            void client.invalidateQueries({ queryKey: ["tokens"] });
          }}
        />
      )}
    </>
  );
}
