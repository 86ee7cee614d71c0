import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { getDecisionOptions } from "@/client/@tanstack/react-query.gen";
import type { DecisionView } from "@/client/types.gen";
import { localPath } from "@/lib/search";
import { CopyIcon } from "@/ui/CopyField";
import { type Fact, Facts } from "@/ui/Facts";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { CheckList } from "./CheckList";
import { NoOtherPlan } from "./NoOtherPlan";
import { drawn, WhoElseDraws } from "./WhoElseDraws";

const route = getRouteApi("/decisions/$decision");

/** DecisionPage answers "why was I refused?" for one answer of any door. */
export function DecisionPage() {
  const { t } = useLingui();
  const router = useRouter();
  const { decision: id } = route.useParams();
  const { data: decision } = useSuspenseQuery(getDecisionOptions({ path: { decision: id } }));
  const { fix } = decision;
  return (
    <>
      <PageHeader
        title={decision.allowed ? t`This call was allowed` : t`This call was refused`}
        badge={
          <StateBadge state={decision.allowed ? "allowed" : "denied"} label={`${decision.status} ${decision.code}`} />
        }
        lead={
          <Text span ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {`${decision.method} ${decision.api && `/${decision.api}`}${decision.path}`}
          </Text>
        }
      />
      <Stack>
        <Alert color={decision.allowed ? "green" : "orange"} variant="light" title={t`In words`}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{decision.explanation}</Text>
            {drawn.has(decision.code) && decision.app && <WhoElseDraws decision={decision} />}
            {drawn.has(decision.code) && decision.app && !fix && <NoOtherPlan decision={decision} />}
            {fix && (
              <Button size="xs" onClick={() => router.history.push(localPath(fix.link, "/"))}>
                {fix.label}
              </Button>
            )}
          </Stack>
        </Alert>
        <Panel title={t`What was checked`}>
          <CheckList checks={decision.checks} />
        </Panel>
        <Panel title={t`The call`}>
          <Facts facts={useFacts(decision)} />
        </Panel>
        {!decision.allowed && (
          <Text size="sm">
            <TextLink to="/guides/$guide" params={{ guide: "errors" }} inherit>
              <Trans>All errors and their fixes</Trans>
            </TextLink>
          </Text>
        )}
        <Text size="sm" c="dimmed">
          <Trans>Quote the decision's id when you ask for help; it holds no secret.</Trans>
        </Text>
      </Stack>
    </>
  );
}

function useFacts(decision: DecisionView): Fact[] {
  const { t } = useLingui();
  return [
    { term: t`When`, value: <RelativeTime at={decision.at} /> },
    { term: t`Door`, value: decision.door },
    { term: t`Operation`, value: decision.operation || "–" },
    { term: t`Environment`, value: decision.environment ? <StateBadge state={decision.environment} /> : "–" },
    {
      term: t`Token`,
      value: decision.token.startsWith("con_") ? (
        t`Console`
      ) : decision.token.startsWith("ocl_") ? (
        <TextLink to="/apps/$app" params={{ app: decision.app }} search={{ tab: "oauth" }}>
          {t`OAuth client`}
        </TextLink>
      ) : decision.token ? (
        <TextLink to="/tokens/$token" params={{ token: decision.token }}>
          {decision.tokenName || decision.token}
        </TextLink>
      ) : (
        "–"
      ),
    },
    {
      term: t`App`,
      value: decision.app ? (
        <TextLink to="/apps/$app" params={{ app: decision.app }}>
          {decision.appName || decision.app}
        </TextLink>
      ) : (
        "–"
      ),
    },
    {
      term: t`Decision id`,
      value: (
        <Group gap={4} wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{decision.id}</Code>
          <CopyIcon value={decision.id} what={t`decision id`} />
        </Group>
      ),
    },
  ];
}
