import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Group, Loader, ScrollArea, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getDiffOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Version } from "@/client/types.gen";
import { ChangeGroups } from "@/features/catalog/ChangeGroups";
import { Counts } from "@/features/catalog/ChangeLevel";
import { TextLink } from "@/ui/links";
import { mayBreak } from "./mayBreak";

type Props = {
  api: Api;
  version: Version;
  current: string | undefined;
  agreed: boolean;
  onAgree: (agreed: boolean) => void;
  onKnown: (breaking: boolean) => void;
};

/** PublishChanges shows what a draft changes for callers of the current version, and asks when it breaks them. */
export function PublishChanges({ api, version, current, agreed, onAgree, onKnown }: Props) {
  const { t } = useLingui();
  const { data, isError } = useQuery({
    ...getDiffOptions({ path: { api: api.slug, version: version.label }, query: { from: current ?? "" } }),
    enabled: current !== undefined,
    retry: false,
  });
  const breaking = mayBreak(current, data);
  useEffect(() => onKnown(breaking), [breaking, onKnown]);
  if (!current) return null;
  if (!data && !isError) return <Loader size="sm" aria-label={t`Comparing`} />;
  const worst = (data?.groups ?? [])
    .map((group) => ({ ...group, changes: group.changes.filter((change) => change.level === "breaking") }))
    .filter((group) => group.changes.length > 0);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          <Trans>Against {current}</Trans>
        </Text>
        <TextLink
          to="/apis/$api/changes"
          params={{ api: api.slug }}
          search={{ from: current, to: version.label }}
          target="_blank"
          size="sm"
        >
          <Trans>All changes</Trans>
        </TextLink>
      </Group>
      {!data ? (
        <Text size="sm">
          <Trans>The two versions could not be compared.</Trans>
        </Text>
      ) : data.problem ? (
        <Text size="sm">
          <Trans>The two versions differ in more than can be compared.</Trans>
        </Text>
      ) : (
        <Counts counts={data.counts} />
      )}
      {data && worst.length > 0 && (
        <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }} aria-label={t`Breaking changes`}>
          <ChangeGroups api={api.slug} versions={data} groups={worst} linked={false} />
        </ScrollArea.Autosize>
      )}
      {breaking && (
        <Checkbox
          checked={agreed}
          onChange={(event) => onAgree(event.currentTarget.checked)}
          label={t`Publish it although callers of ${current} may break`}
        />
      )}
    </Stack>
  );
}
