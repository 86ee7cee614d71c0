import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileImport } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listVersionsOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Version } from "@/client/types.gen";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Findings } from "./Findings";
import { ImportDialog } from "./ImportDialog";
import { RefreshPanel } from "./RefreshPanel";
import { RulesOff } from "./RulesOff";
import { Scores } from "./Scores";
import { VersionActions } from "./VersionActions";

export function VersionsTab({ api }: { api: Api }) {
  const { t } = useLingui();
  const [opened, dialog] = useDisclosure(false);
  const { data } = useSuspenseQuery({
    ...listVersionsOptions({ path: { api: api.slug } }),
    // An import runs in the background: look every second while one does.
    refetchInterval: (query) => (query.state.data?.items.some((v) => v.state === "importing") ? 1_000 : false),
  });
  const add = (
    <Button leftSection={<IconFileImport size={16} aria-hidden />} onClick={dialog.open}>
      <Trans>Import a document</Trans>
    </Button>
  );
  return (
    <Stack maw={1000}>
      {data.items.length > 0 ? (
        <Group>{add}</Group>
      ) : (
        <EmptyState icon={IconFileImport} title={t`No version yet`} action={add}>
          <Trans>Upload, paste or fetch an OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML.</Trans>
        </EmptyState>
      )}
      {data.items.map((version, index) => (
        <VersionCard
          key={version.id}
          api={api}
          version={version}
          before={data.items.slice(index + 1).find((older) => older.hash !== "")}
        />
      ))}
      {data.items.length > 0 && <RulesOff api={api} />}
      <RefreshPanel api={api} />
      {opened && <ImportDialog api={api} onClose={dialog.close} />}
    </Stack>
  );
}

type CardProps = { api: Api; version: Version; before: Version | undefined };

function VersionCard({ api, version, before }: CardProps) {
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
          {version.state === "importing" && <Loader size="xs" aria-label={t`Importing`} />}
        </Group>
        <VersionActions api={api} version={version} />
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {readable && (
          <Trans>
            {version.counts.operations} operations · {version.counts.schemas} schemas · {version.counts.webhooks}{" "}
            webhooks · score {version.score} of 100 ·{" "}
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
      <Scores version={version} />
      <Findings api={api} version={version} />
    </Card>
  );
}
