import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { IconClipboardList } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listAudit } from "@/client/sdk.gen";
import type { AuditEntry } from "@/client/types.gen";
import { endOfDay } from "@/lib/format";
import { pages } from "@/lib/pages";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { PageSkeleton } from "@/ui/Skeletons";
import { StateBadge } from "@/ui/StateBadge";
import { AuditFilters } from "./AuditFilters";
import { EntryDrawer } from "./EntryDrawer";
import { VerifyButton } from "./VerifyButton";

const route = getRouteApi("/operate/audit");

const dayStart = (day: string | undefined) => (day ? new Date(`${day}T00:00:00`).toISOString() : undefined);
const dayEnd = (day: string | undefined) => (day ? endOfDay(day) : undefined);

export function AuditPage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [shown, setShown] = useState<AuditEntry | undefined>();
  const query = { ...search, from: dayStart(search.from), to: dayEnd(search.to) };
  const list = useInfiniteQuery({
    ...pages(["audit", query], (cursor) => listAudit({ query: { ...query, cursor } })),
    placeholderData: keepPreviousData,
  });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<AuditEntry>[] = [
    {
      key: "action",
      header: t`Action`,
      main: true,
      cell: (entry) => (
        <Button variant="subtle" size="compact-sm" ml={-8} onClick={() => setShown(entry)}>
          {entry.action}
          <span className="visually-hidden">
            {" "}
            <Trans>record {entry.seq}</Trans>
          </span>
        </Button>
      ),
    },
    { key: "outcome", header: t`Outcome`, cell: (entry) => <StateBadge state={entry.outcome} /> },
    { key: "actor", header: t`Who`, cell: (entry) => entry.actorName || entry.actor || entry.actorKind },
    {
      key: "object",
      header: t`What`,
      cell: (entry) => (
        <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {entry.object}
        </Text>
      ),
    },
    { key: "address", header: t`From`, cell: (entry) => entry.address || "–" },
    { key: "at", header: t`When`, cell: (entry) => <RelativeTime at={entry.at} /> },
  ];
  return (
    <>
      <PageHeader
        title={t`Audit log`}
        lead={<Trans>Who did what, when and from where. Each record seals the one before it.</Trans>}
        actions={<VerifyButton />}
      />
      <AuditFilters
        filter={search}
        onFilter={(change) => void navigate({ search: { ...search, ...change }, replace: true })}
      />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`Audit records`}
          rows={entries}
          columns={columns}
          rowKey={(entry) => `${entry.seq} ${entry.hash}`}
          empty={
            <EmptyState icon={IconClipboardList} title={t`No record matches`}>
              <Trans>Every change is recorded together with the change itself. Widen the filter to see more.</Trans>
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      <EntryDrawer entry={shown} onClose={() => setShown(undefined)} />
    </>
  );
}
