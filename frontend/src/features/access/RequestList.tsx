import { useLingui } from "@lingui/react/macro";
import type { AccessRequest } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** RequestList shows access requests as their requester sees them. */
export function RequestList({ requests, empty }: { requests: AccessRequest[]; empty?: React.ReactNode }) {
  const { t } = useLingui();
  const columns: Column<AccessRequest>[] = [
    {
      key: "apis",
      header: t`APIs`,
      main: true,
      cell: (request) => (
        <TextLink to="/requests/$request" params={{ request: request.id }} fw={600}>
          {request.items.map((item) => item.apiName ?? item.api).join(", ")}
        </TextLink>
      ),
    },
    { key: "app", header: t`App`, cell: (request) => request.appName },
    {
      key: "environment",
      header: t`Environment`,
      cell: (request) =>
        [...new Set(request.items.map((item) => item.environment))].map((env) => <StateBadge key={env} state={env} />),
    },
    { key: "state", header: t`State`, cell: (request) => <StateBadge state={request.state} /> },
    { key: "asked", header: t`Asked`, cell: (request) => <RelativeTime at={request.createdAt} /> },
    {
      key: "decided",
      header: t`Decided`,
      cell: (request) => <RelativeTime at={request.decidedAt} fallback={t`not yet`} />,
    },
  ];
  return (
    <DataList label={t`Requests`} rows={requests} columns={columns} rowKey={(request) => request.id} empty={empty} />
  );
}
