import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { AppStanding, Call, Stand } from "@/client/types.gen";
import { useReference } from "@/features/reference/useReference";
import { milliseconds, shortNumber } from "@/lib/format";
import { can, useSession } from "@/lib/session";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { mineOptions } from "./queries";

/** StandingPanel says for each of my apps whether it may call this operation, what it lacks, and how its calls went. */
export function StandingPanel({ operation }: { operation: string }) {
  const { t } = useLingui();
  const { place } = useReference();
  const me = useSession();
  const { data: mine } = useQuery({ ...mineOptions(place, operation), enabled: can(me, "apps:read") });
  if (!mine || mine.apps.length === 0) return null;
  return (
    <section aria-label={t`My apps`}>
      <Title order={2} size="h4" mb="xs">
        <Trans>My apps</Trans>
      </Title>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {mine.apps.slice(0, 5).map((standing) => (
          <li key={standing.app}>
            <AppLine standing={standing} api={place.api} operation={operation} scopes={mine.scopes} />
          </li>
        ))}
      </Stack>
      {mine.apps.length > 5 && (
        <TextLink to="/apps" size="sm">
          <Trans>All apps</Trans>
        </TextLink>
      )}
      <LastCalls calls={mine.calls} />
    </section>
  );
}

type LineOf = { api: string; operation: string; scopes: string[] };

function AppLine({ standing, ...of }: LineOf & { standing: AppStanding }) {
  const { app, appName, calls, errors, p95 } = standing;
  return (
    <Group gap="xs" style={{ rowGap: 4 }} align="center">
      <TextLink to="/apps/$app" params={{ app }} size="sm" fw={600}>
        {appName}
      </TextLink>
      <StandWords stand={standing.sandbox} environment="sandbox" app={app} {...of} />
      <StandWords stand={standing.live} environment="live" app={app} {...of} />
      {calls > 0 && (
        <TextLink
          to="/apps/$app"
          params={{ app }}
          search={{ tab: "calls", operation: of.operation }}
          size="xs"
          c="dimmed"
        >
          <Plural value={calls} one={`${shortNumber(calls)} call`} other={`${shortNumber(calls)} calls`} />
          {` · ${((errors / calls) * 100).toFixed(errors === 0 ? 0 : 1)} % `}
          <Trans>errors</Trans>
          {p95 > 0 && ` · p95 ${milliseconds(p95)}`} · <Trans>7 days</Trans>
        </TextLink>
      )}
    </Group>
  );
}

type WordsProps = LineOf & { stand: Stand; environment: "sandbox" | "live"; app: string };

function StandWords({ stand: { state, missing }, environment, app, api, operation, scopes }: WordsProps) {
  const { t } = useLingui();
  const may = state === "allowed";
  const where = environment === "live" ? t`live` : t`sandbox`;
  const words: Record<Stand["state"], string> = {
    allowed: t`can call this in ${where}`,
    scopes_missing: t`${where} needs ${missing.join(", ")}`,
    grant_missing: t`no access in ${where}`,
    grant_paused: t`access in ${where} is paused`,
    app_suspended: t`the app is suspended`,
  };
  const Icon = may ? IconCircleCheck : IconCircleX;
  const askable = state === "scopes_missing" || state === "grant_missing";
  return (
    <Group gap={4} wrap="wrap">
      <Icon size={16} aria-hidden color={`var(--mantine-color-${may ? "green" : "orange"}-light-color)`} />
      <Text size="sm">{words[state]}</Text>
      {may && (
        <TextLink
          to="/apps/$app/tokens/new"
          params={{ app }}
          search={{ environment, scopes: scopes.join(" ") }}
          size="sm"
          underline="always"
        >
          <Trans>Make a token for just this call</Trans>
        </TextLink>
      )}
      {askable && (
        <TextLink
          to="/requests/new"
          search={{ app, api, environment, operation, ...(missing.length > 0 && { scopes: missing.join(" ") }) }}
          size="sm"
          underline="always"
        >
          <Trans>Ask for it</Trans>
        </TextLink>
      )}
    </Group>
  );
}

function LastCalls({ calls }: { calls: readonly Call[] }) {
  const { t } = useLingui();
  if (calls.length === 0) return null;
  return (
    <Group gap="xs" mt="xs" component="section" aria-label={t`My last calls`}>
      <Text size="xs" c="dimmed">
        <Trans>My last calls</Trans>
      </Text>
      {calls.map((call) => (
        <Group key={call.id} gap={4} wrap="nowrap">
          <Badge size="xs" radius="sm" variant="light" color={call.status >= 400 ? "orange" : "green"}>
            {call.status}
          </Badge>
          <Text size="xs" c="dimmed">
            <RelativeTime at={call.at} />
          </Text>
        </Group>
      ))}
    </Group>
  );
}
