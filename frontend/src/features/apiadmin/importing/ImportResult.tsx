import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getDiffOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Version } from "@/client/types.gen";
import { Counts } from "@/features/catalog/ChangeLevel";
import { Facts } from "@/ui/Facts";
import { TextLink } from "@/ui/links";
import { Findings } from "../Findings";
import { compared } from "../mayBreak";
import { Scores } from "../Scores";

type Props = { api: Api; version: Version; onReview: (version: Version) => void; onClose: () => void };

/** ImportResult shows what was read: sizes, score, findings, and what changes for callers. */
export function ImportResult({ api, version, onReview, onClose }: Props) {
  const { t } = useLingui();
  const { counts, findings } = version;
  const number = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return (
    <Stack>
      <Text size="sm" role="status">
        <Trans>{version.label} was read and is a draft. Nobody else sees it yet.</Trans>
      </Text>
      <Facts
        facts={[
          { term: t`Operations`, value: counts.operations },
          { term: t`Schemas`, value: counts.schemas },
          { term: t`Webhooks`, value: counts.webhooks },
          { term: t`Score`, value: t`${version.score} of 100` },
          {
            term: t`Findings`,
            value: [
              plural(number("error"), { one: "# error", other: "# errors" }),
              plural(number("warning"), { one: "# warning", other: "# warnings" }),
              plural(number("info"), { one: "# hint", other: "# hints" }),
            ].join(", "),
          },
        ]}
      />
      <Scores version={version} />
      <ForCallers api={api} version={version} />
      <Findings api={api} version={version} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
        {version.state === "draft" && (
          <Button onClick={() => onReview(version)}>
            <Trans>Review and publish</Trans>
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** ForCallers says what the draft changes for callers of the current version. */
function ForCallers({ api, version }: { api: Api; version: Version }) {
  const current = compared(api);
  const { data, isError } = useQuery({
    ...getDiffOptions({ path: { api: api.slug, version: version.label }, query: { from: current ?? "" } }),
    enabled: current !== undefined && current !== version.label,
    retry: false,
  });
  if (!current) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>It is the first version, so there is nobody to break.</Trans>
      </Text>
    );
  }
  return (
    <Group gap="sm">
      <Text size="sm" fw={600}>
        <Trans>Against {current}</Trans>
      </Text>
      {data && !data.problem ? (
        <Counts counts={data.counts} />
      ) : (
        <Text size="sm" c="dimmed">
          {isError || data?.problem ? <Trans>could not be compared</Trans> : <Trans>being compared</Trans>}
        </Text>
      )}
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
  );
}
