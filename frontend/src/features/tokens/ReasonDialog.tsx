import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { resumeToken, revokeToken, suspendToken } from "@/client/sdk.gen";
import type { Token } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { tokenChanged } from "./tokenChanged";

type Act = "revoke" | "suspend" | "resume";

const calls = { revoke: revokeToken, suspend: suspendToken, resume: resumeToken };

/** ReasonDialog asks why, says what will happen, and does it; the reason goes into the audit log. */
export function ReasonDialog({ token, act, onClose }: { token: Token; act: Act; onClose: () => void }) {
  const words = useWords(token)[act];
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const change = useMutation({
    mutationFn: async () => (await calls[act]({ path: { token: token.id }, body: { reason } })).data,
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(words.done);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={words.title}
      confirm={words.confirm}
      danger={act === "revoke"}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      <Text size="sm">{words.effect}</Text>
      {act === "revoke" && token.lastUsedAt && (
        <Text size="sm" fw={600}>
          <Trans>It was used lately: what still relies on it breaks at once.</Trans>
        </Text>
      )}
      <Textarea
        label={t`Reason`}
        data-autofocus
        required
        value={reason}
        error={fieldErrors(change.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function useWords(token: Token) {
  const { t } = useLingui();
  return {
    revoke: {
      title: t`Revoke ${token.name}?`,
      confirm: t`Revoke`,
      effect: t`The very next call with it is refused. This can't be undone; rotate instead if you only need a new secret.`,
      done: t`${token.name} is revoked`,
    },
    suspend: {
      title: t`Suspend ${token.name}?`,
      confirm: t`Suspend`,
      effect: t`Calls with it are refused until it is resumed.`,
      done: t`${token.name} is suspended`,
    },
    resume: {
      title: t`Resume ${token.name}?`,
      confirm: t`Resume`,
      effect: t`Calls with it are let in again.`,
      done: t`${token.name} works again`,
    },
  };
}
