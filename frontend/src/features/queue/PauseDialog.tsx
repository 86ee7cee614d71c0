import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { pauseGrant, resumeGrant } from "@/client/sdk.gen";
import type { Grant } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useGrantChanged } from "./useGrantChanged";

/** PauseDialog refuses an app's calls to one API until somebody lets them pass again; or lets them. */
export function PauseDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const changed = useGrantChanged(grant.app);
  const paused = grant.state === "paused";
  const turn = useMutation({
    mutationFn: async () => {
      const options = { path: { grant: grant.id }, body: { reason } };
      return (await (paused ? resumeGrant(options) : pauseGrant(options))).data;
    },
    onSuccess: async () => {
      onClose();
      done(paused ? t`${grant.apiName} may be called again` : t`Calls to ${grant.apiName} are refused for now`);
      await changed();
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={paused ? t`Resume access to ${grant.apiName}?` : t`Pause access to ${grant.apiName}?`}
      confirm={paused ? t`Resume` : t`Pause`}
      danger={!paused}
      busy={turn.isPending}
      error={turn.error}
      onConfirm={() => turn.mutate()}
    >
      <Text size="sm">
        {paused ? (
          <Trans>The app's tokens work at this API again at once.</Trans>
        ) : (
          <Trans>The app's tokens stay, and are refused at this API until somebody resumes it.</Trans>
        )}
      </Text>
      <Textarea
        label={t`Reason`}
        description={t`The developer reads it.`}
        required={!paused}
        data-autofocus
        value={reason}
        error={fieldErrors(turn.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
