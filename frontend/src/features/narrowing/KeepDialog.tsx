import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getTokenAskQueryKey, keepTokenMutation } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

type Props = { token: string; name: string; onClose: () => void };

/** KeepDialog asks an owner why a token stays as it is; the security admins read it. */
export function KeepDialog({ token, name, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const keep = useMutation({
    ...keepTokenMutation(),
    onSuccess: async (ask) => {
      client.setQueryData(getTokenAskQueryKey({ path: { token } }), ask);
      onClose();
      done(t`Your reason is noted`);
      await client.invalidateQueries({ queryKey: ["narrowing"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Keep ${name} as it is?`}
      confirm={t`Keep it`}
      busy={keep.isPending}
      disabled={!reason.trim()}
      error={keep.error}
      onConfirm={() => keep.mutate({ path: { token }, body: { reason } })}
    >
      <Text size="sm">
        <Trans>Nobody asks again for 90 days, or until the scopes of the token change.</Trans>
      </Text>
      <Textarea
        label={t`Reason`}
        description={t`The security admins read it.`}
        placeholder={t`The report at the end of the year needs it.`}
        required
        data-autofocus
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={fieldErrors(keep.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
