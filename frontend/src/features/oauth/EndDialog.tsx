import { useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { endOAuthClientTokens, resumeOAuthClient, revokeOAuthClient, suspendOAuthClient } from "@/client/sdk.gen";
import type { OAuthClient } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { clientsChanged } from "./queries";

export type End = "tokens" | "suspend" | "resume" | "revoke";

type Props = { client: OAuthClient; act: End; onClose: () => void };

/** EndDialog stops a client, its access tokens or its suspension, after saying what that means. */
export function EndDialog({ client, act, onClose }: Props) {
  const { t } = useLingui();
  const words = useWords()[act];
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const asks = act === "revoke" || act === "suspend";
  const end = useMutation({
    mutationFn: async () => {
      const path = { client: client.id };
      if (act === "resume") return (await resumeOAuthClient({ path })).data.suspension;
      if (act === "revoke") await revokeOAuthClient({ path, body: { reason } });
      else if (act === "suspend") await suspendOAuthClient({ path, body: { reason } });
      else await endOAuthClientTokens({ path });
      return undefined;
    },
    onSuccess: async (still) => {
      await clientsChanged(queryClient, client.app);
      onClose();
      done(still ? t`That suspension is lifted; an earlier one still holds` : words.done);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={words.title}
      confirm={words.confirm}
      danger={act === "revoke"}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
    >
      <Text size="sm">{words.effect}</Text>
      {asks && (
        <Textarea
          label={t`Reason`}
          data-autofocus
          required
          value={reason}
          error={fieldErrors(end.error)["reason"]}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}

function useWords() {
  const { t } = useLingui();
  return {
    tokens: {
      title: t`End its access tokens?`,
      confirm: t`End them`,
      effect: t`The gateway refuses every token that it was issued so far. The client may ask for new ones.`,
      done: t`Its access tokens are ended`,
    },
    suspend: {
      title: t`Suspend this client?`,
      confirm: t`Suspend`,
      effect: t`It gets no tokens, and calls with those that it has are refused, until it is resumed.`,
      done: t`The client is suspended`,
    },
    resume: {
      title: t`Resume this client?`,
      confirm: t`Resume`,
      effect: t`It gets tokens again, and those that it has work as long as they live.`,
      done: t`The client is resumed`,
    },
    revoke: {
      title: t`Revoke this client?`,
      confirm: t`Revoke`,
      effect: t`Its secrets, keys and access tokens stop working at once. This can't be undone; you can register another.`,
      done: t`The client is revoked`,
    },
  };
}
