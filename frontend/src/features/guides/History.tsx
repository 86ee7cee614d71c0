import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listGuideRevisions } from "@/client/sdk.gen";
import type { Guide, GuideRevision } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { More } from "@/ui/More";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./guides.module.css";
import { RevisionDrawer } from "./RevisionDrawer";

/** History lists every text that a guide has had; each can be compared with the present one and brought back. */
export function History({ guide }: { guide: Guide }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<GuideRevision>();
  const list = useInfiniteQuery(
    pages(["guides", guide.slug, "revisions", guide.version], (cursor) =>
      listGuideRevisions({ path: { guide: guide.slug }, query: { cursor } }),
    ),
  );
  const revisions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t`History`}>
      {list.isPending && <Loader size="sm" aria-label={t`The history is loading`} />}
      <ProblemAlert error={list.error} />
      <ol className={classes["history"]}>
        {revisions.map((revision) => (
          <Revision
            key={revision.version}
            revision={revision}
            present={revision.version === guide.version}
            onOpen={() => setOpen(revision)}
          />
        ))}
      </ol>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {open && <RevisionDrawer guide={guide} revision={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

type Props = { revision: GuideRevision; present: boolean; onOpen: () => void };

function Revision({ revision, present, onOpen }: Props) {
  const { t } = useLingui();
  const { version, title, author, authorName } = revision;
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Stack gap={0} miw={0}>
          <Text fw={600} size="sm">
            <Trans>
              Version {version}: {title}
            </Trans>
          </Text>
          <Text size="sm" c="dimmed">
            {author === "system" ? <Trans>Came with the portal</Trans> : authorName} · <RelativeTime at={revision.at} />
          </Text>
        </Stack>
        {present ? (
          <Text size="sm" c="dimmed">
            <Trans>Shown now</Trans>
          </Text>
        ) : (
          <Button
            variant="default"
            size="xs"
            style={{ flexShrink: 0 }}
            onClick={onOpen}
            aria-label={t`Compare version ${version}`}
          >
            <Trans>Compare</Trans>
          </Button>
        )}
      </Group>
    </li>
  );
}
