import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Group } from "@mantine/core";
import type { Api, Version } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** VersionList leads to the reference of each version that can be read. */
export function VersionList({ api, versions }: { api: Api; versions: Version[] }) {
  const { t } = useLingui();
  const columns: Column<Version>[] = [
    {
      key: "label",
      header: t`Version`,
      main: true,
      cell: (version) => (
        <TextLink
          to="/apis/$api/reference"
          params={{ api: api.slug }}
          search={version.label === api.currentVersion ? {} : { version: version.label }}
          fw={600}
        >
          {version.label}
        </TextLink>
      ),
    },
    {
      key: "state",
      header: t`State`,
      cell: (version) => (
        <>
          <StateBadge state={version.state} /> {version.label === api.currentVersion && <Trans>current</Trans>}
        </>
      ),
    },
    { key: "operations", header: t`Operations`, align: "right", cell: (version) => version.counts.operations },
    { key: "published", header: t`Published`, cell: (version) => <RelativeTime at={version.publishedAt} /> },
    { key: "download", header: t`Download`, cell: (version) => <Downloads api={api} version={version} /> },
    { key: "sunset", header: t`Ends`, cell: (version) => <RelativeTime at={version.sunsetAt} /> },
  ];
  return (
    <DataList
      label={t`Versions`}
      rows={versions.filter((version) => version.state !== "importing" && version.state !== "failed")}
      columns={columns}
      rowKey={(version) => version.id}
      empty={<Trans>No version is published yet.</Trans>}
    />
  );
}

function Downloads({ api, version }: { api: Api; version: Version }) {
  const { t } = useLingui();
  const base = `/api/v1/apis/${api.slug}/versions/${encodeURIComponent(version.label)}`;
  return (
    <Group gap="xs" wrap="nowrap">
      <Anchor
        href={`${base}/document`}
        download={`${api.slug}-${version.label}.json`}
        aria-label={t`JSON: download ${version.label} as one OpenAPI 3.1 file`}
        size="sm"
      >
        JSON
      </Anchor>
      <Anchor
        href={`${base}/original`}
        download
        aria-label={t`original: download ${version.label} as it was given`}
        size="sm"
      >
        <Trans>original</Trans>
      </Anchor>
    </Group>
  );
}
