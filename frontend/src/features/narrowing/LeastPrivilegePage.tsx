import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconDownload, IconScissors, IconSpeakerphone } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { getLeastPrivilegeOptions } from "@/client/@tanstack/react-query.gen";
import { listNarrowableTokens } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { stringifySearch } from "@/lib/search";
import { can, useMe } from "@/lib/session";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { BoardFilters } from "./BoardFilters";
import { Campaigns } from "./Campaigns";
import { Figures } from "./Figures";
import { StartDialog } from "./StartDialog";
import { useBoardColumns } from "./useBoardColumns";

const route = getRouteApi("/operate/least-privilege");

/** LeastPrivilegePage shows which tokens hold more than they use, and asks their owners to narrow them. */
export function LeastPrivilegePage() {
  const { t } = useLingui();
  const me = useMe();
  const search = route.useSearch();
  const [starting, setStarting] = useState(false);
  const { data: figures } = useSuspenseQuery(getLeastPrivilegeOptions());
  const list = useInfiniteQuery({
    ...pages(["narrowing", "board", search], (cursor) => listNarrowableTokens({ query: { ...search, cursor } })),
    placeholderData: keepPreviousData,
  });
  const columns = useBoardColumns();
  const { state: _, ...filter } = search;
  const narrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title={t`Least privilege`}
        lead={
          <Trans>
            Tokens that hold more than any of their calls needed in 30 days. Only their owners narrow them; you ask.
          </Trans>
        }
        actions={
          <>
            <Button
              component="a"
              href={`/api/v1/least-privilege/tokens.csv${stringifySearch(search)}`}
              download
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              <Trans>CSV</Trans>
            </Button>
            {can(me, "tokens:revoke-any") && figures.narrower > 0 && (
              <Button leftSection={<IconSpeakerphone size={16} aria-hidden />} onClick={() => setStarting(true)}>
                <Trans>Start a campaign</Trans>
              </Button>
            )}
          </>
        }
      />
      <Stack>
        <Figures figures={figures} />
        <Campaigns />
        <section aria-label={t`Tokens that could be narrower`}>
          <BoardFilters />
          <ProblemAlert error={list.error} retry={() => void list.refetch()} />
          {list.isPending ? (
            <BlockSkeleton height={200} />
          ) : (
            <DataList
              label={t`Tokens that could be narrower`}
              rows={list.data?.pages.flatMap((page) => page.items) ?? []}
              columns={columns}
              rowKey={(token) => token.token}
              empty={
                <EmptyState icon={IconScissors} title={narrowed ? t`No token matches` : t`No token holds too much`}>
                  {narrowed ? (
                    <Trans>Take away some of the filters above to see more.</Trans>
                  ) : (
                    <Trans>
                      Tokens older than 30 days are held against their calls by and by. Those that need less than they
                      hold appear here; those that nobody uses are a matter of the rule for unused tokens.
                    </Trans>
                  )}
                </EmptyState>
              }
            />
          )}
          <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        </section>
        <Text size="sm" c="dimmed">
          <Trans>What is needed once a year doesn't show in 30 days: owners may say why a token stays as it is.</Trans>
        </Text>
      </Stack>
      {starting && <StartDialog filter={filter} onClose={() => setStarting(false)} />}
    </>
  );
}
