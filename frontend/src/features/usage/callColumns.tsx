import { useLingui } from "@lingui/react/macro";
import { Badge, Group, Text, Tooltip } from "@mantine/core";
import type { Call } from "@/client/types.gen";
import { bytes, milliseconds } from "@/lib/format";
import type { Column } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** useCallColumns are the columns of a call log. */
export function useCallColumns(): Column<Call>[] {
  const { t } = useLingui();
  return [
    {
      key: "call",
      header: t`Call`,
      main: true,
      cell: (call) => (
        <Group gap="xs" wrap="nowrap">
          <Badge variant="default" radius="sm" style={{ flexShrink: 0 }}>
            {call.method}
          </Badge>
          <Tooltip label={call.operation || call.route}>
            <Text size="sm" ff="monospace" miw={180} style={{ overflowWrap: "anywhere" }}>
              {call.api ? `/${call.api}${call.route}` : t`unknown path`}
            </Text>
          </Tooltip>
        </Group>
      ),
    },
    { key: "status", header: t`Status`, cell: (call) => <CallStatus call={call} /> },
    { key: "latency", header: t`Latency`, align: "right", cell: (call) => milliseconds(call.latencyMs) },
    { key: "environment", header: t`Environment`, cell: (call) => <StateBadge state={call.environment} /> },
    {
      key: "token",
      header: t`Token`,
      cell: (call) =>
        call.console ? (
          <Badge variant="default" radius="sm" tt="none" title={t`Tried beside the reference`}>
            {t`Console`}
          </Badge>
        ) : call.token.startsWith("ocl_") ? (
          <TextLink to="/apps/$app" params={{ app: call.app }} search={{ tab: "oauth" }} size="sm" title={call.token}>
            {t`OAuth client`}
          </TextLink>
        ) : call.token ? (
          <TextLink to="/tokens/$token" params={{ token: call.token }} size="sm" title={call.token}>
            {`${call.token.slice(0, 8)}…${call.token.slice(-4)}`}
          </TextLink>
        ) : (
          "–"
        ),
    },
    { key: "network", header: t`From`, cell: (call) => call.network },
    {
      key: "size",
      header: t`Size`,
      align: "right",
      cell: (call) => <span style={{ whiteSpace: "nowrap" }}>{bytes(call.bytesOut)}</span>,
    },
    { key: "at", header: t`When`, cell: (call) => <RelativeTime at={call.at} /> },
  ];
}

function CallStatus({ call }: { call: Call }) {
  const color = call.status >= 500 ? "red" : call.status >= 400 ? "orange" : "green";
  return (
    <Group gap={6} wrap="nowrap">
      <Badge color={color} variant="light" radius="sm" style={{ flexShrink: 0 }}>
        {call.status}
      </Badge>
      {call.decisionId && call.status >= 400 && call.code && call.code !== "allowed" && (
        <TextLink to="/decisions/$decision" params={{ decision: call.decisionId }} size="sm">
          {call.code}
        </TextLink>
      )}
    </Group>
  );
}
