import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getDiscoveryOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, UncalledOperation } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { Method } from "@/ui/Method";
import { Panel } from "@/ui/Panel";
import { UnknownOperations } from "./UnknownOperations";

/** DiscoveryTab shows where calls and the document differ. */
export function DiscoveryTab({ api }: { api: Api }) {
  const { t } = useLingui();
  const [days, setDays] = useState("30");
  const { data } = useSuspenseQuery(getDiscoveryOptions({ path: { api: api.slug }, query: { days: Number(days) } }));
  const columns: Column<UncalledOperation>[] = [
    {
      key: "operation",
      header: t`Operation`,
      main: true,
      cell: (o) => (
        <Group gap={6} wrap="nowrap">
          <Method method={o.method} short />
          <TextLink to="/apis/$api/reference/$operation" params={{ api: api.slug, operation: o.operation }}>
            {o.operation}
          </TextLink>
        </Group>
      ),
    },
    { key: "path", header: t`Path`, cell: (o) => <code style={{ overflowWrap: "anywhere" }}>{o.path}</code> },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t`How far back`}
          value={days}
          onChange={setDays}
          data={[
            { value: "30", label: t`30 days` },
            { value: "90", label: t`90 days` },
          ]}
        />
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          href={`/api/v1/apis/${api.slug}/discovery.csv?days=${days}`}
          download
        >
          <Trans>Download as CSV</Trans>
        </Button>
      </Group>
      <UnknownOperations api={api.slug} discovery={data} />
      <Panel title={t`Never called`}>
        {data.documented === 0 ? (
          <Text size="sm" c="dimmed">
            <Trans>No version is published yet.</Trans>
          </Text>
        ) : data.uncalled.length === 0 ? (
          <Text size="sm" c="dimmed">
            <Trans>Each of the {data.documented} operations was called.</Trans>
          </Text>
        ) : (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              <Trans>
                {data.uncalled.length} of {data.documented} operations of the current version had no call in {days}{" "}
                days, from an app or the console.
              </Trans>
            </Text>
            <DataList label={t`Never called`} rows={data.uncalled} columns={columns} rowKey={(o) => o.operation} />
          </Stack>
        )}
      </Panel>
    </Stack>
  );
}
