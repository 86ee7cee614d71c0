import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Group, Progress, Select, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getUsageTopOptions } from "@/client/@tanstack/react-query.gen";
import { latency, shortNumber } from "@/lib/format";
import { oneOf } from "@/lib/search";
import { useNow } from "@/lib/useNow";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { type UsageFilter, usageQuery } from "./filter";

const groups = ["operation", "token", "app", "api", "status", "network"] as const;
type By = (typeof groups)[number];

/** TopPanel ranks a window by operation, token, app, API, status or network. */
export function TopPanel({ filter }: { filter: UsageFilter }) {
  const { t } = useLingui();
  const now = useNow();
  const [by, setBy] = useState<By>("operation");
  const { step: _, ...window } = usageQuery(filter, now);
  const top = useQuery({
    ...getUsageTopOptions({ query: { ...window, by } }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const most = Math.max(1, ...(top.data?.items ?? []).map((item) => item.calls));
  return (
    <Panel
      title={t`Most calls`}
      actions={
        <Select
          aria-label={t`Group by`}
          size="xs"
          w={150}
          allowDeselect={false}
          value={by}
          onChange={(value) => setBy(oneOf(value, groups) ?? "operation")}
          data={[
            { value: "operation", label: t`by operation` },
            { value: "token", label: t`by token` },
            { value: "app", label: t`by app` },
            { value: "api", label: t`by API` },
            { value: "status", label: t`by status` },
            { value: "network", label: t`by network` },
          ]}
        />
      }
    >
      <ProblemAlert error={top.error} retry={() => void top.refetch()} />
      {top.isPending && <BlockSkeleton />}
      {top.data?.items.length === 0 && (
        <Text c="dimmed">
          <Trans>Nothing was called in this window.</Trans>
        </Text>
      )}
      <Stack gap="sm">
        {top.data?.items.map((item) => (
          <Box key={item.key}>
            <Group justify="space-between" gap="xs">
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {item.label || item.key}
              </Text>
              <Text size="sm" c="dimmed">
                <Trans>
                  {plural(item.calls, { one: "# call", other: "# calls" })} · {shortNumber(item.errors)} refused or
                  failed · p95 {latency(item.p95)}
                </Trans>
              </Text>
            </Group>
            <Progress value={(100 * item.calls) / most} size="sm" aria-label={item.label || item.key} />
          </Box>
        ))}
      </Stack>
    </Panel>
  );
}
