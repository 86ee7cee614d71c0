import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { getAccessRequestOptions } from "@/client/@tanstack/react-query.gen";
import type { AccessRequest } from "@/client/types.gen";
import { useMayChange } from "@/features/teams/roles";
import { can, useMe } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { Facts } from "@/ui/Facts";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { NextToken } from "./NextToken";
import { ScopeList } from "./ScopeList";
import { WithdrawRequest } from "./WithdrawRequest";

// Only those who decide load it.
const GrantsPanel = lazy(async () => ({ default: (await import("@/features/queue/GrantsPanel")).GrantsPanel }));

const route = getRouteApi("/requests/$request");

export function RequestPage() {
  const { t } = useLingui();
  const { request: id } = route.useParams();
  const { data: request } = useSuspenseQuery(getAccessRequestOptions({ path: { request: id } }));
  const me = useMe();
  const asked = request.requester === me.account.id || request.requester === `u:${me.account.id}`;
  const mine = request.team ? me.teams.some((team) => team.id === request.team) : asked;
  const mayChange = useMayChange(request.team ?? (asked ? me.account.id : ""));
  return (
    <>
      <PageHeader
        title={t`Access for ${request.appName}`}
        badge={<StateBadge state={request.state} />}
        above={
          <Crumb>
            {mine ? (
              <TextLink to="/requests">
                <Trans>My requests</Trans>
              </TextLink>
            ) : (
              <TextLink to="/operate/requests">
                <Trans>Access requests</Trans>
              </TextLink>
            )}
          </Crumb>
        }
        actions={mayChange && request.state === "pending" && <WithdrawRequest request={request} />}
      />
      <Stack>
        <Decision request={request} mine={mayChange} />
        {request.items.map((item) => (
          <Panel key={`${item.api} ${item.environment} ${item.plan}`} title={item.apiName ?? item.api}>
            <Facts
              facts={[
                { term: t`Plan`, value: item.planName ?? item.plan },
                { term: t`Environment`, value: <StateBadge state={item.environment} /> },
                { term: t`Scopes asked for`, value: <ScopeList scopes={item.scopes ?? []} /> },
              ]}
            />
          </Panel>
        ))}
        {!mine && can(me, "access:decide") && (
          <Suspense>
            <GrantsPanel app={request.app} appName={request.appName} />
          </Suspense>
        )}
        <Panel title={t`Why`}>
          <Text style={{ whiteSpace: "pre-line" }}>{request.justification}</Text>
          <Text size="sm" c="dimmed" mt="xs">
            {request.requesterName}
            {request.teamName && (
              <>
                {" · "}
                <Trans>for the team {request.teamName}</Trans>
              </>
            )}
            {" · "}
            <RelativeTime at={request.createdAt} />
          </Text>
        </Panel>
      </Stack>
    </>
  );
}

function Decision({ request, mine }: { request: AccessRequest; mine: boolean }) {
  const { t } = useLingui();
  if (request.state === "pending") {
    return (
      <Alert color="yellow" variant="light" title={t`Waiting for a decision`}>
        <Trans>Somebody who runs this portal decides. You are told here and by mail.</Trans>
      </Alert>
    );
  }
  if (request.state === "withdrawn") return null;
  const good = request.state !== "denied";
  return (
    <Alert color={good ? "green" : "red"} variant="light" title={good ? t`Granted` : t`Denied`}>
      <Stack gap={6}>
        {request.reason && <Text size="sm">{request.reason}</Text>}
        {good && request.grantedScopes && <ScopeList scopes={request.grantedScopes} />}
        {good && request.endsAt && (
          <Text size="sm">
            <Trans>
              The access ends <RelativeTime at={request.endsAt} />.
            </Trans>
          </Text>
        )}
        {good && mine && <NextToken request={request} />}
      </Stack>
    </Alert>
  );
}
