import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Chip, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getDiffOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Difference, Version } from "@/client/types.gen";
import { ButtonLink } from "@/ui/links";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { ChangeGroups } from "./ChangeGroups";
import { type Level, levels } from "./ChangeLevel";

const route = getRouteApi("/apis/$api/changes");

/** Comparison shows what changes for callers between any two versions. */
export function Comparison({ api, versions }: { api: Api; versions: Version[] }) {
  const { t } = useLingui();
  const { from, to = "", level } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error } = useQuery(
    getDiffOptions({ path: { api: api.slug, version: to }, ...(from && { query: { from } }) }),
  );
  const pick = (next: { from?: string; to?: string; level?: Level | undefined }) =>
    void navigate({ search: (was) => ({ ...was, ...next }), replace: true });
  const labels = versions.map((version) => version.label);
  return (
    <Stack gap="lg">
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t`From`}
          value={from ?? data?.from.label ?? ""}
          data={labels}
          onChange={(event) => pick({ from: event.currentTarget.value })}
        />
        <NativeSelect
          label={t`To`}
          value={to}
          data={labels}
          onChange={(event) => pick({ to: event.currentTarget.value })}
        />
        <ButtonLink
          to="/apis/$api/changes"
          params={{ api: api.slug }}
          search={{}}
          variant="default"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
        >
          <Trans>All changes</Trans>
        </ButtonLink>
      </Group>
      {error ? (
        <ProblemAlert error={error} />
      ) : data ? (
        <Result api={api} difference={data} level={level} onLevel={pick} />
      ) : (
        <BlockSkeleton />
      )}
    </Stack>
  );
}

type Props = {
  api: Api;
  difference: Difference;
  level: Level | undefined;
  onLevel: (next: { level: Level | undefined }) => void;
};

function Result({ api, difference, level, onLevel }: Props) {
  const { t } = useLingui();
  if (difference.problem)
    return (
      <Alert color="orange" variant="light">
        <Trans>The two versions differ in more than can be compared.</Trans>
      </Alert>
    );
  const groups = difference.groups
    .map((group) => ({ ...group, changes: group.changes.filter((change) => !level || change.level === level) }))
    .filter((group) => group.changes.length > 0);
  if (difference.groups.length === 0)
    return (
      <Text>
        <Trans>Nothing changes for callers.</Trans>
      </Text>
    );
  return (
    <>
      <Group gap="xs" role="group" aria-label={t`Show only`}>
        {levels.map((each) => (
          <Chip
            key={each}
            checked={level === each}
            disabled={difference.counts[each] === 0}
            onChange={(checked) => onLevel({ level: checked ? each : undefined })}
          >
            {difference.counts[each]} <Word level={each} />
          </Chip>
        ))}
      </Group>
      <ChangeGroups api={api.slug} versions={difference} groups={groups} />
      {difference.cut && (
        <Text size="sm" c="dimmed">
          <Trans>Only the worst are listed; the counts are of all.</Trans>
        </Text>
      )}
    </>
  );
}

function Word({ level }: { level: Level }) {
  const { t } = useLingui();
  const words = { breaking: t`breaking`, risky: t`risky`, compatible: t`compatible` };
  return <>{words[level]}</>;
}
