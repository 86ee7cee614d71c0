import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { endOAuthClientTokens, revokeOAuthClient } from "@/client/sdk.gen";
import type { OAuthClient } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { clientsChanged } from "./queries";

type Props = { client: OAuthClient; act: "tokens" | "revoke"; onClose: () => void };

/** EndDialog ends a client's access tokens, or the client itself, after saying what that means. */
export function EndDialog({ client, act, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const revoking = act === "revoke";
  const end = useMutation({
    mutationFn: () =>
      revoking
        ? revokeOAuthClient({ path: { client: client.id }, body: { reason } })
        : endOAuthClientTokens({ path: { client: client.id } }),
    onSuccess: async () => {
      await clientsChanged(queryClient, client.app);
      onClose();
      done(revoking ? t`The client is revoked` : t`Its access tokens are ended`);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={revoking ? t`Revoke this client?` : t`End its access tokens?`}
      confirm={revoking ? t`Revoke` : t`End them`}
      danger={revoking}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
    >
      <Text size="sm">
        {revoking ? (
          <Trans>
            Its secrets, keys and access tokens stop working at once. This can't be undone; you can register another.
          </Trans>
        ) : (
          <Trans>The gateway refuses every token that it was issued so far. The client may ask for new ones.</Trans>
        )}
      </Text>
      {revoking && (
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
