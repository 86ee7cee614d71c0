import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack } from "@mantine/core";
import { IconLockOpen } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { App, Grant } from "@/client/types.gen";
import { requestsOptions } from "@/features/access/queries";
import { RequestList } from "@/features/access/RequestList";
import { ScopeList } from "@/features/access/ScopeList";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { EndGrant } from "./EndGrant";
import { GrantRoom } from "./GrantRoom";
import { GrantTerms } from "./GrantTerms";
import { useHeadroom } from "./useHeadroom";

export function AppAccess({ app }: { app: App }) {
  const { t } = useLingui();
  const { data: grants } = useSuspenseQuery(listGrantsOptions({ path: { app: app.id } }));
  const room = useHeadroom(app.id);
  const requests = useSuspenseInfiniteQuery(requestsOptions({ app: app.id }));
  const waiting = requests.data.pages.flatMap((page) => page.items);
  const ask = app.role !== "viewer" && (
    <ButtonLink to="/requests/new" search={{ app: app.id }} size="xs">
      <Trans>Ask for access</Trans>
    </ButtonLink>
  );
  const columns: Column<Grant>[] = [
    { key: "api", header: t`API`, main: true, cell: (grant) => grant.apiName },
    { key: "environment", header: t`Environment`, cell: (grant) => <StateBadge state={grant.environment} /> },
    { key: "plan", header: t`Plan`, cell: (grant) => <GrantTerms grant={grant} /> },
    { key: "room", header: t`Left`, cell: (grant) => <GrantRoom room={room.get(grant.id)} /> },
    { key: "scopes", header: t`Scopes`, cell: (grant) => <ScopeList scopes={grant.scopes} /> },
    {
      key: "state",
      header: t`State`,
      cell: (grant) => (
        <Group gap="xs">
          <StateBadge state={grant.state} />
          {grant.endsAt && <RelativeTime at={grant.endsAt} />}
        </Group>
      ),
    },
  ];
  if (app.role !== "viewer")
    columns.push({
      key: "end",
      header: t`Actions`,
      cell: (grant) => grant.state !== "ended" && <EndGrant grant={grant} />,
    });
  return (
    <Stack>
      <Panel title={t`What the app may use`} actions={ask}>
        <DataList
          label={t`Grants`}
          rows={grants.items}
          columns={columns}
          rowKey={(grant) => grant.id}
          empty={
            <EmptyState icon={IconLockOpen} title={t`No access yet`}>
              <Trans>Ask for an API on a plan; what was granted appears here and can be given to tokens.</Trans>
            </EmptyState>
          }
        />
      </Panel>
      {waiting.length > 0 && (
        <Panel title={t`Requests`}>
          <RequestList requests={waiting} />
        </Panel>
      )}
    </Stack>
  );
}
