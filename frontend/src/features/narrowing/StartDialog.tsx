import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startCampaignMutation } from "@/client/@tanstack/react-query.gen";
import { previewCampaign } from "@/client/sdk.gen";
import type { CampaignFilter } from "@/client/types.gen";
import { endOfDay } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { Previewed } from "./Previewed";

type Props = { filter: CampaignFilter; onClose: () => void };

/** StartDialog says whom a campaign would ask about what, and starts it. */
export function StartDialog({ filter, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [words, setWords] = useState("");
  const [until, setUntil] = useState("");
  const preview = useQuery({
    queryKey: ["narrowing", "preview", filter],
    queryFn: async () => (await previewCampaign({ body: { filter } })).data,
    staleTime: 0,
    gcTime: 0,
  });
  const start = useMutation({
    ...startCampaignMutation(),
    onSuccess: async () => {
      onClose();
      done(t`The campaign runs; owners are told within minutes`);
      await client.invalidateQueries();
    },
  });
  const errors = fieldErrors(start.error);
  const submit = () =>
    start.mutate({
      body: { name, words, filter, ...(until && { dueAt: endOfDay(until) }) },
    });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Start a campaign`}
      confirm={t`Ask the owners`}
      busy={start.isPending}
      disabled={!name.trim() || !preview.data || preview.data.tokens === 0 || preview.data.tooMany}
      error={start.error}
      onConfirm={submit}
    >
      <ProblemAlert error={preview.error} retry={() => void preview.refetch()} />
      {preview.isPending && <BlockSkeleton height={120} />}
      {preview.data && <Previewed preview={preview.data} filter={filter} />}
      <TextInput
        label={t`Name`}
        description={t`Owners read it too.`}
        required
        maxLength={80}
        value={name}
        error={errors["name"]}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t`Words for the owners`}
        autosize
        minRows={2}
        maxLength={1000}
        value={words}
        error={errors["words"]}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t`Last day`}
        description={t`To its end where you are; owners see it with the time and zone. Those who haven't answered are reminded once before. Leave it empty for a campaign without an end.`}
        value={until}
        error={errors["dueAt"]}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        <Trans>
          Each owner gets one notice and one mail, about their own tokens only. Nothing is narrowed without them.
        </Trans>
      </Text>
    </ConfirmDialog>
  );
}
