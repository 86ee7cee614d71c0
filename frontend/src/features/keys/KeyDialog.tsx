import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listSigningKeysOptions } from "@/client/@tanstack/react-query.gen";
import { endAllAccessTokens, revokeSigningKey, rotateSigningKeys } from "@/client/sdk.gen";
import type { SigningKey } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

export type KeyAct = { kind: "rotate" } | { kind: "end" } | { kind: "revoke"; key: SigningKey };

/** KeyDialog says what an act on the signing keys means for those who hold and verify tokens, and does it. */
export function KeyDialog({ act, onClose }: { act: KeyAct; onClose: () => void }) {
  const { t } = useLingui();
  const words = useWords()[act.kind];
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const change = useMutation({
    mutationFn: async () => {
      if (act.kind === "rotate") await rotateSigningKeys();
      else if (act.kind === "end") await endAllAccessTokens({ body: { reason } });
      else await revokeSigningKey({ path: { key: act.key.id }, body: { reason } });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: listSigningKeysOptions().queryKey });
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
      danger={act.kind !== "rotate"}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      {act.kind === "revoke" && <Code style={{ overflowWrap: "anywhere" }}>{act.key.id}</Code>}
      <Text size="sm">{words.effect}</Text>
      {act.kind !== "rotate" && (
        <Textarea
          label={t`Reason`}
          data-autofocus
          required
          value={reason}
          error={fieldErrors(change.error)["reason"]}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}

function useWords() {
  const { t } = useLingui();
  return {
    rotate: {
      title: t`Rotate the signing keys?`,
      confirm: t`Rotate`,
      effect: (
        <Trans>The next key signs from now on. What the active one signed goes on counting; nobody notices.</Trans>
      ),
      done: t`The next key signs now`,
    },
    end: {
      title: t`End all access tokens?`,
      confirm: t`End them`,
      effect: (
        <Trans>
          The gateway refuses every access token that was issued so far, of every client. Clients may ask for new ones
          at once.
        </Trans>
      ),
      done: t`All access tokens are ended`,
    },
    revoke: {
      title: t`Revoke this key?`,
      confirm: t`Revoke`,
      effect: (
        <Trans>
          For a key in wrong hands. The gateway refuses what it signed at once; verifiers elsewhere follow within 15
          minutes. If it is the active key, the next one signs from now on.
        </Trans>
      ),
      done: t`The key is revoked`,
    },
  };
}
