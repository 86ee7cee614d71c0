import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteWebhook, resumeWebhook } from "@/client/sdk.gen";
import type { Webhook } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { hostOf, webhooksChanged } from "./queries";

type Props = { webhook: Webhook; act: "resume" | "delete"; onClose: () => void };

/** EndWebhookDialog resumes or deletes a webhook after saying what that means. */
export function EndWebhookDialog({ webhook, act, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const path = { webhook: webhook.id };
  const end = useMutation({
    mutationFn: async () => {
      if (act === "delete") await deleteWebhook({ path });
      else await resumeWebhook({ path });
    },
    onSuccess: async () => {
      onClose();
      done(act === "delete" ? t`The webhook is deleted` : t`The webhook is resumed`);
      await webhooksChanged(queryClient);
    },
  });
  const host = hostOf(webhook);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={act === "delete" ? t`Delete the webhook to ${host}?` : t`Resume the webhook to ${host}?`}
      confirm={act === "delete" ? t`Delete` : t`Resume`}
      danger={act === "delete"}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
    >
      <Text size="sm">
        {act === "delete" ? (
          <Trans>Nothing is sent there any more, also not what waits. Its log is deleted with it.</Trans>
        ) : (
          <>
            <Plural
              value={webhook.waiting}
              _0="Nothing waits for it."
              one="# event that waits is sent now."
              other="# events that wait are sent now."
            />{" "}
            <Trans>The webhook answers to you from now on: it stops when you may not have it any more.</Trans>
          </>
        )}
      </Text>
    </ConfirmDialog>
  );
}
