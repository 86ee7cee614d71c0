import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { getUsageSeriesOptions } from "@/client/@tanstack/react-query.gen";
import { latency as latencyOf } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { Tiles } from "@/ui/Tiles";
import { type UsageFilter, usageQuery } from "./filter";

const SeriesChart = lazy(() => import("./SeriesChart"));

type Props = { filter: UsageFilter; title: string; latency?: boolean; every?: number };

/** SeriesPanel shows a window's figures and chart and keeps them fresh while it is looked at. */
export function SeriesPanel({ filter, title, latency = false, every = 5_000 }: Props) {
  const { t } = useLingui();
  const now = useNow();
  const query = useQuery({
    ...getUsageSeriesOptions({ query: usageQuery(filter, now) }),
    placeholderData: keepPreviousData,
    refetchInterval: every,
    staleTime: 1_000,
  });
  const series = query.data;
  return (
    <Panel title={title}>
      {query.isError && !series && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <BlockSkeleton height={300} />}
      {series && (
        <Stack gap="md">
          <Tiles
            tiles={[
              { label: t`Calls`, value: series.total.calls },
              { label: t`Refused`, value: series.total.denied },
              { label: t`Failed`, value: series.total.errors },
              { label: t`p95 latency`, value: latencyOf(series.total.p95) },
            ]}
          />
          {series.total.calls === 0 ? (
            <Text c="dimmed" ta="center" py="lg">
              <Trans>No call in this window yet. A call shows up here within two seconds.</Trans>
            </Text>
          ) : (
            <Suspense fallback={<BlockSkeleton height={220} />}>
              <SeriesChart series={series} kind="calls" label={t`${title}: calls over time`} />
              {latency && <SeriesChart series={series} kind="latency" label={t`${title}: latency over time`} />}
            </Suspense>
          )}
        </Stack>
      )}
    </Panel>
  );
}
