import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Code, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getTokenOptions } from "@/client/@tanstack/react-query.gen";
import { useOnlyViews } from "@/features/teams/roles";
import { ViewerNote } from "@/features/teams/ViewerNote";
import { SeriesPanel } from "@/features/usage/SeriesPanel";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Suspended } from "@/ui/Suspended";
import { Advice } from "./Advice";
import { Breaches } from "./Breaches";
import { Exposed } from "./Exposed";
import { Imported } from "./Imported";
import { Minted } from "./Minted";
import { Quarantined } from "./Quarantined";
import { Reused } from "./Reused";
import { Rotation } from "./Rotation";
import { TestToken } from "./TestToken";
import { TokenActions } from "./TokenActions";
import { TokenFacts } from "./TokenFacts";

const route = getRouteApi("/tokens/$token");

export function TokenPage() {
  const { t } = useLingui();
  const { token: id } = route.useParams();
  const { data: token } = useSuspenseQuery(getTokenOptions({ path: { token: id } }));
  const { ephemeral } = token;
  const viewed = useOnlyViews(token.owner);
  const ended = token.state === "revoked" || token.state === "expired" || token.state === "usedUp";
  return (
    <>
      <PageHeader
        title={token.name}
        badge={
          <>
            <StateBadge state={token.state} />
            <StateBadge state={token.environment} />
            {ephemeral && <StateBadge state="ephemeral" />}
            {token.imported && <Imported />}
          </>
        }
        lead={token.description || <Code>{token.hint}</Code>}
        above={
          <Crumb>
            {ephemeral ? (
              <TextLink to="/tokens/$token" params={{ token: ephemeral.parent }}>
                {ephemeral.parentName || ephemeral.parent}
              </TextLink>
            ) : (
              <TextLink to="/apps/$app" params={{ app: token.app }} search={{ tab: "tokens" }}>
                {token.appName}
              </TextLink>
            )}
          </Crumb>
        }
        actions={!ended && !viewed && <TokenActions token={token} />}
      />
      {viewed && <ViewerNote team={viewed} />}
      <Stack>
        {token.state === "revoked" && (
          <Alert color="red" variant="light" title={t`Revoked`}>
            <Text size="sm">
              <Trans>
                It ended <RelativeTime at={token.revokedAt} />, and every call with it is refused.
              </Trans>
            </Text>
            {token.revokeReason && (
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {token.revokeReason}
              </Text>
            )}
            <Text size="sm" mt="xs">
              <TextLink to="/guides/$guide" params={{ guide: "policy-and-incidents" }} underline="always" inherit>
                <Trans>What else to do when a secret has leaked</Trans>
              </TextLink>
            </Text>
          </Alert>
        )}
        {!ended && token.policyBreaches.length > 0 && <Breaches token={token} />}
        {ephemeral?.because && token.state !== "revoked" && (
          <Alert color="yellow" variant="light" title={t`Held back`}>
            {ephemeral.because}
          </Alert>
        )}
        {!ended && !ephemeral && !viewed && token.exposedAt && <Exposed token={token} />}
        {!ended && token.suspension && (
          <Suspended suspension={token.suspension} effect={t`Calls with it are refused.`} />
        )}
        {!ended && token.quarantine && (
          <Quarantined token={token} quarantine={token.quarantine} viewed={Boolean(viewed)} />
        )}
        {!ended && token.reusedAt && <Reused token={token} at={token.reusedAt} />}
        {!ended && !viewed && token.generations.length > 1 && <Rotation token={token} />}
        <Panel title={t`About this token`}>
          <TokenFacts token={token} />
          {!ended && (
            <Text size="sm" mt="md">
              <TextLink to="/guides/$guide" params={{ guide: "keeping-tokens-safe" }} underline="always" inherit>
                <Trans>How to store, send and rotate it</Trans>
              </TextLink>
            </Text>
          )}
        </Panel>
        {!ended && <Advice token={token} />}
        {!ended && <TestToken token={token} />}
        {!ephemeral && <Minted token={token} ended={ended} viewed={Boolean(viewed)} />}
        {ephemeral ? (
          <Text size="sm" c="dimmed">
            <Trans>
              Its calls are counted with those of{" "}
              <TextLink to="/tokens/$token" params={{ token: ephemeral.parent }} underline="always" inherit>
                {ephemeral.parentName || ephemeral.parent}
              </TextLink>
              .
            </Trans>
          </Text>
        ) : (
          <TokenCalls token={token.id} />
        )}
      </Stack>
    </>
  );
}

function TokenCalls({ token }: { token: string }) {
  const { t } = useLingui();
  return (
    <>
      <SeriesPanel filter={{ token, range: "24h" }} title={t`Calls with this token in the last 24 hours`} />
      <div>
        <ButtonLink to="/usage" search={{ tab: "calls", token }} variant="default">
          <Trans>See single calls</Trans>
        </ButtonLink>
      </div>
    </>
  );
}
