import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getVersionOptions } from "@/client/@tanstack/react-query.gen";
import { deleteVersion } from "@/client/sdk.gen";
import type { Api, Version } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { useApiChanged } from "../useApiChanged";
import { ImportFailed } from "./ImportFailed";
import { ImportResult } from "./ImportResult";
import { StepList } from "./StepList";
import { stepsOf } from "./stages";

type Props = {
  api: Api;
  id: string;
  fetched: boolean;
  onAgain: (version: Version) => void;
  onReview: (version: Version) => void;
  onClose: () => void;
};

/** ImportProgress watches an import until it has ended, and shows what became of it. */
export function ImportProgress({ api, id, fetched, onAgain, onReview, onClose }: Props) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const cancel = useMutation({
    mutationFn: (version: Version) => deleteVersion({ path: { api: api.slug, version: version.id } }),
    onSuccess: async (_, version) => {
      onAgain(version);
      await changed();
    },
  });
  const { data: version, error } = useQuery({
    ...getVersionOptions({ path: { api: api.slug, version: id } }),
    enabled: cancel.isIdle || cancel.isError,
    refetchInterval: (query) => (query.state.data?.state === "importing" ? 500 : false),
  });
  const ended = version !== undefined && version.state !== "importing";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page behind is read again once, when the import ends.
  useEffect(() => {
    if (ended) void changed();
  }, [ended]);
  if (error) return <ProblemAlert error={error} />;
  if (!version) return <BlockSkeleton />;
  if (version.state === "failed") {
    return <ImportFailed api={api} version={version} onAgain={() => onAgain(version)} onClose={onClose} />;
  }
  if (ended) return <ImportResult api={api} version={version} onReview={onReview} onClose={onClose} />;
  return (
    <Stack>
      <Text size="sm" aria-live="polite">
        {version.stage ? (
          <Trans>{version.label} is being imported.</Trans>
        ) : (
          <Trans>{version.label} waits for its turn; documents are read one after the other.</Trans>
        )}
      </Text>
      <StepList steps={stepsOf(version, fetched)} />
      <Text size="sm" c="dimmed">
        <Trans>You can close this; the import goes on.</Trans>
      </Text>
      <ProblemAlert error={cancel.error} />
      <Group justify="flex-end">
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(version)}>
          <Trans>Cancel the import</Trans>
        </Button>
        <Button variant="default" onClick={onClose} aria-label={t`Close and let the import go on`}>
          <Trans>Close</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
