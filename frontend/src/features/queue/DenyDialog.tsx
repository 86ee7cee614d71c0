import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { denyAccessRequest } from "@/client/sdk.gen";
import type { AccessRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useDecided } from "./useDecided";

export function DenyDialog({ request, onClose }: { request: AccessRequest; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const decided = useDecided();
  const deny = useMutation({
    mutationFn: async () => (await denyAccessRequest({ path: { request: request.id }, body: { reason } })).data,
    onSuccess: async (saved) => {
      onClose();
      done(t`Denied`);
      await decided(saved);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Deny access for ${request.appName}?`}
      confirm={t`Deny`}
      danger
      busy={deny.isPending}
      disabled={reason.trim() === ""}
      error={deny.error}
      onConfirm={() => deny.mutate()}
    >
      <Text size="sm">
        <Trans>The developer is told the reason and may ask again with less.</Trans>
      </Text>
      <Textarea
        label={t`Reason`}
        required
        data-autofocus
        value={reason}
        error={fieldErrors(deny.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
      />
    </ConfirmDialog>
  );
}
