import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Switch } from "@mantine/core";
import { IconActivity, IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listCalls } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { stringifySearch } from "@/lib/search";
import { useNow } from "@/lib/useNow";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { useCallColumns } from "./callColumns";
import { FilterBar } from "./FilterBar";
import { type OnFilter, type UsageFilter, usageQuery } from "./filter";

/** CallLog lists single calls, newest first, and follows along every two seconds while "Live" is on. */
export function CallLog({ filter, onFilter }: { filter: UsageFilter; onFilter: OnFilter }) {
  const { t } = useLingui();
  const now = useNow();
  const columns = useCallColumns();
  const [live, setLive] = useState(true);
  const { step: _, ...window } = usageQuery(filter, now);
  const query = { ...window, status: filter.status };
  const list = useInfiniteQuery({
    ...pages(["calls", query], (cursor) => listCalls({ query: { ...query, cursor } })),
    placeholderData: keepPreviousData,
    refetchInterval: live ? 2_000 : false,
    staleTime: 1_000,
  });
  const calls = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <FilterBar filter={filter} onFilter={onFilter}>
          <Select
            aria-label={t`Status`}
            size="xs"
            w={130}
            clearable
            clearButtonProps={{ "aria-label": t`Clear the status` }}
            placeholder={t`Status`}
            value={filter.status ?? null}
            onChange={(status) => onFilter({ status: status ?? undefined })}
            data={["200", "400", "401", "403", "404", "429", "500", "502", "503"]}
          />
        </FilterBar>
        <Group gap="md">
          <Switch label={t`Live`} checked={live} onChange={(event) => setLive(event.currentTarget.checked)} />
          <Button
            component="a"
            href={`/api/v1/usage/calls.csv${stringifySearch(query)}`}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            <Trans>CSV</Trans>
          </Button>
        </Group>
      </Group>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`Calls`}
          rows={calls}
          columns={columns}
          rowKey={(call) => call.id}
          empty={
            <EmptyState icon={IconActivity} title={t`No call in this window`}>
              <Trans>Calls through the gateway, forward-auth and the verify API appear here within two seconds.</Trans>
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Stack>
  );
}
