import { Trans, useLingui } from "@lingui/react/macro";
import { Code } from "@mantine/core";
import type { OAuthClient } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** RevokedClients lists what was revoked, because calls in the log may still name it. */
export function RevokedClients({ clients }: { clients: OAuthClient[] }) {
  const { t } = useLingui();
  const columns: Column<OAuthClient>[] = [
    { key: "id", header: t`Client id`, main: true, cell: (client) => <Code>{client.id}</Code> },
    { key: "environment", header: t`Environment`, cell: (client) => <StateBadge state={client.environment} /> },
    { key: "revoked", header: t`Revoked`, cell: (client) => <RelativeTime at={client.revokedAt} /> },
    { key: "reason", header: t`Reason`, cell: (client) => client.revokeReason },
  ];
  if (clients.length === 0) return null;
  return (
    <Panel title={t`Revoked`}>
      <DataList
        label={t`Revoked clients`}
        rows={clients}
        columns={columns}
        rowKey={(client) => client.id}
        empty={<Trans>None.</Trans>}
      />
    </Panel>
  );
}
