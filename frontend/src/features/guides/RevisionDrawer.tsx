import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getGuideRevisionOptions } from "@/client/@tanstack/react-query.gen";
import type { Guide, GuideRevision } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Difference } from "@/ui/Difference";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useSaveGuide } from "./save";

type Props = { guide: Guide; revision: GuideRevision; onClose: () => void };

/** RevisionDrawer shows what bringing an earlier text back would change, and does it after asking. */
export function RevisionDrawer({ guide, revision, onClose }: Props) {
  const { t } = useLingui();
  const { version } = revision;
  const old = useQuery(getGuideRevisionOptions({ path: { guide: guide.slug, version } }));
  const [asking, setAsking] = useState(false);
  const save = useSaveGuide();
  const restore = () =>
    save.mutate({
      version: guide.version,
      values: {
        slug: guide.slug,
        title: revision.title,
        summary: guide.summary,
        section: guide.section,
        order: guide.order,
        markdown: old.data?.markdown ?? "",
      },
    });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={t`Version ${version}`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        <Text size="sm">
          <Trans>What would change in the text that readers see now if this version came back:</Trans>
        </Text>
        {revision.title !== guide.title && <Difference before={guide.title} after={revision.title} />}
        {old.isPending && <Loader size="sm" aria-label={t`The version is loading`} />}
        <ProblemAlert error={old.error} />
        {old.data && <Difference before={guide.markdown ?? ""} after={old.data.markdown ?? ""} />}
        <Group>
          <Button disabled={!old.data} onClick={() => setAsking(true)}>
            <Trans>Restore</Trans>
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t`Restore version ${version}?`}
        confirm={t`Restore`}
        busy={save.isPending}
        error={save.error}
        onConfirm={restore}
      >
        <Text size="sm">
          <Trans>
            Readers see its title and text at once. The text of now stays in the history; what you typed here without
            saving is lost.
          </Trans>
        </Text>
      </ConfirmDialog>
    </Drawer>
  );
}
