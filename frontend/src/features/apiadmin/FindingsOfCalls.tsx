import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listRequestFindingsOptions } from "@/client/@tanstack/react-query.gen";
import type { RequestFinding } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { type Column, DataList } from "@/ui/DataList";
import { Method } from "@/ui/Method";
import { RelativeTime } from "@/ui/RelativeTime";

const days = 30;

/** FindingsOfCalls lists which rules of the document calls missed. Values are never kept, so none are shown. */
export function FindingsOfCalls({ api }: { api: string }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listRequestFindingsOptions({ path: { api }, query: { days } }));
  const calls = data.days.reduce((sum, day) => sum + day.calls, 0);
  const today = data.days.at(-1)?.calls ?? 0;
  const columns: Column<RequestFinding>[] = [
    {
      key: "operation",
      header: t`Operation`,
      main: true,
      cell: (f) => (
        <Group gap={6} wrap="nowrap">
          {f.method && <Method method={f.method} short />}
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {f.path || f.operation || t`several`}
          </Text>
        </Group>
      ),
    },
    {
      key: "place",
      header: t`Place and rule`,
      cell: (f) => (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <Code>{f.pointer || "–"}</Code> {f.rule}
        </Text>
      ),
    },
    { key: "calls", header: t`Calls`, align: "right", cell: (f) => fullNumber(f.calls) },
    { key: "app", header: t`Last app`, cell: (f) => f.lastApp.name || "–" },
    { key: "last", header: t`Last`, cell: (f) => <RelativeTime at={f.lastAt} /> },
  ];
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        <Trans>What calls missed in {days} days</Trans>
      </Title>
      {data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Every call that was compared fits the document.</Trans>
        </Text>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            <Trans>
              {fullNumber(calls)} calls did not fit, {fullNumber(today)} of them today. Only places of the document are
              kept, nothing of what was sent.
            </Trans>
          </Text>
          <DataList
            label={t`What calls missed`}
            rows={data.items}
            columns={columns}
            rowKey={(f) => `${f.operation} ${f.pointer} ${f.rule}`}
          />
        </>
      )}
    </Stack>
  );
}
