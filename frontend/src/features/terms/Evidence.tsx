import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { listTermsAcceptancesOptions } from "@/client/@tanstack/react-query.gen";
import { listTermsAcceptances } from "@/client/sdk.gen";
import type { TermsAcceptance } from "@/client/types.gen";
import { exactTime } from "@/lib/format";
import { pages } from "@/lib/pages";
import { type Column, DataList } from "@/ui/DataList";
import { More } from "@/ui/More";
import { Panel } from "@/ui/Panel";

/** Evidence lists who accepted which version, and when. */
export function Evidence() {
  const { t } = useLingui();
  const list = useSuspenseInfiniteQuery(
    pages(["terms", "acceptances"], (cursor) => listTermsAcceptances({ query: { cursor } })),
  );
  const rows = list.data.pages.flatMap((page) => page.items);
  const { data: standing } = useSuspenseQuery(listTermsAcceptancesOptions({ query: { limit: 1 } }));
  const { accepted, people } = standing;
  const columns: Column<TermsAcceptance>[] = [
    { key: "name", header: t`Person`, main: true, cell: (row) => row.name || row.account },
    { key: "version", header: t`Version`, cell: (row) => row.version },
    { key: "at", header: t`Accepted`, cell: (row) => exactTime(row.acceptedAt) },
    { key: "place", header: t`Where`, cell: (row) => (row.place === "sign-up" ? t`At sign-up` : t`In the portal`) },
  ];
  return (
    <Panel
      title={t`Who accepted it`}
      actions={
        <Button
          component="a"
          href="/api/v1/terms/acceptances.csv"
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          <Trans>CSV</Trans>
        </Button>
      }
    >
      <Text size="sm" mb="sm">
        <Trans>
          {accepted} of {people} people have accepted what is asked of them. The others are asked before they change
          anything.
        </Trans>
      </Text>
      <DataList
        label={t`Acceptances`}
        rows={rows}
        columns={columns}
        rowKey={(row) => `${row.account} ${row.version}`}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>Nobody has accepted a version yet.</Trans>
          </Text>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Panel>
  );
}
