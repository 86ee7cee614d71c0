import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Text, Title } from "@mantine/core";
import type { Api, Version } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Findings } from "./Findings";
import { ImportStanding } from "./importing/ImportStanding";
import { Scores } from "./Scores";
import { VersionActions } from "./VersionActions";

type Props = {
  api: Api;
  version: Version;
  before: Version | undefined;
  onWatch: () => void;
  onAgain: () => void;
};

/** VersionCard is one version: its state, sizes, score and findings, and how far its import has come. */
export function VersionCard({ api, version, before, onWatch, onAgain }: Props) {
  const { t } = useLingui();
  const readable = version.state !== "importing" && version.state !== "failed";
  return (
    <Card withBorder padding="lg" component="section" aria-label={t`Version ${version.label}`}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Title order={2} size="h4">
            {readable ? (
              <TextLink
                to="/apis/$api/reference"
                params={{ api: api.slug }}
                search={{ version: version.label }}
                inherit
              >
                {version.label}
              </TextLink>
            ) : (
              version.label
            )}
          </Title>
          <StateBadge state={version.state} />
        </Group>
        <Group gap="xs">
          {version.state === "failed" && (
            <Button size="xs" onClick={onAgain}>
              <Trans>Import it again…</Trans>
            </Button>
          )}
          <VersionActions api={api} version={version} />
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {readable && (
          <Trans>
            <Plural value={version.counts.operations} one="# operation" other="# operations" /> ·{" "}
            <Plural value={version.counts.schemas} one="# schema" other="# schemas" /> ·{" "}
            <Plural value={version.counts.webhooks} one="# webhook" other="# webhooks" /> · score {version.score} of 100
            ·{" "}
          </Trans>
        )}
        {readable && before && before.score !== version.score && (
          <Trans>
            {version.score > before.score ? "+" : "−"}
            {Math.abs(version.score - before.score)} since {before.label} ·{" "}
          </Trans>
        )}
        <Trans>
          imported <RelativeTime at={version.createdAt} />
        </Trans>
      </Text>
      {version.state === "importing" && <ImportStanding version={version} onWatch={onWatch} />}
      <Scores version={version} />
      <Findings api={api} version={version} />
    </Card>
  );
}
