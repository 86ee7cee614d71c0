import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconGitCompare, IconHistory, IconRss } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getChangelogOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, ChangelogEvent, Version } from "@/client/types.gen";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { ChangeGroups } from "./ChangeGroups";
import { Counts } from "./ChangeLevel";

/** Changelog tells what happened to an API's versions, the newest first. */
export function Changelog({ api, versions }: { api: Api; versions: Version[] }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery({
    ...getChangelogOptions({ path: { api: api.slug } }),
    refetchInterval: (query) => (query.state.data?.items.some((event) => event.pending) ? 2_000 : false),
  });
  const [newest, before] = versions;
  if (data.items.length === 0)
    return (
      <EmptyState icon={IconHistory} title={t`Nothing published yet`}>
        <Trans>When a version is published, what it changes for callers stands here.</Trans>
      </EmptyState>
    );
  return (
    <>
      <Group gap="xs">
        {newest && before && (
          <ButtonLink
            to="/apis/$api/changes"
            params={{ api: api.slug }}
            search={{ from: before.label, to: newest.label }}
            variant="default"
            leftSection={<IconGitCompare size={16} aria-hidden />}
          >
            <Trans>Compare versions</Trans>
          </ButtonLink>
        )}
        <Button
          component="a"
          href={`/api/v1/apis/${api.slug}/changelog.atom`}
          variant="default"
          leftSection={<IconRss size={16} aria-hidden />}
        >
          <Trans>Feed</Trans>
        </Button>
      </Group>
      <Stack component="ol" p={0} m={0} style={{ listStyle: "none" }}>
        {data.items.map((event) => (
          <li key={`${event.version.id} ${event.kind}`} id={`${event.version.id}-${event.kind}`}>
            <Event api={api} event={event} />
          </li>
        ))}
      </Stack>
    </>
  );
}

function Event({ api, event }: { api: Api; event: ChangelogEvent }) {
  return (
    <Card withBorder padding="lg">
      <Group gap="xs" mb="xs">
        <Title order={2} size="h4">
          {event.version.label}
        </Title>
        <StateBadge state={event.kind} />
        <Text size="sm" c="dimmed" component="span">
          <RelativeTime at={event.at} />
        </Text>
      </Group>
      <Story api={api} event={event} />
    </Card>
  );
}

function Story({ api, event }: { api: Api; event: ChangelogEvent }) {
  if (event.kind === "retired") return <Trans>Calls of it are answered 410.</Trans>;
  if (event.kind === "deprecated")
    return event.sunsetAt ? (
      <Trans>
        It is meant to end <RelativeTime at={event.sunsetAt} />.
      </Trans>
    ) : (
      <Trans>It still answers. Plan to move away from it.</Trans>
    );
  if (event.pending) return <Trans>The changes are being worked out.</Trans>;
  if (!event.from || !event.counts) return <Trans>The first version.</Trans>;
  if (event.problem) return <Trans>The two versions differ in more than can be compared.</Trans>;
  const { from, version: to } = event;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Counts counts={event.counts} />
        <TextLink
          to="/apis/$api/changes"
          params={{ api: api.slug }}
          search={{ from: from.label, to: to.label }}
          size="sm"
        >
          <Trans>Compare with {from.label}</Trans>
        </TextLink>
      </Group>
      <ChangeGroups api={api.slug} versions={{ from, to }} groups={event.groups} />
      {event.more && (
        <Text size="sm" c="dimmed">
          <Trans>These are the first; the comparison has all.</Trans>
        </Text>
      )}
    </Stack>
  );
}
