import { useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { approveException, denyException, endException } from "@/client/sdk.gen";
import type { PolicyException } from "@/client/types.gen";
import { dayOf } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { usePolicyWords } from "./words";

export type Act = "approve" | "deny" | "end";

const calls = { approve: approveException, deny: denyException, end: endException };

type Props = { exception: PolicyException; act: Act; onClose: () => void };

/** DecideDialog approves, denies or ends an exception, and asks why; the owner reads it. */
export function DecideDialog({ exception, act, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { rule } = usePolicyWords();
  const [reason, setReason] = useState("");
  const turn = useMutation({
    mutationFn: async () => (await calls[act]({ path: { exception: exception.id }, body: { reason } })).data,
    onSuccess: async () => {
      onClose();
      done({ approve: t`Approved`, deny: t`Denied`, end: t`Ended` }[act]);
      await client.invalidateQueries();
    },
  });
  const name = rule(exception.rule);
  const until = dayOf(exception.endsAt);
  const effects = {
    approve: t`Until ${until}, the tokens of ${exception.appName} need not meet the rule “${name}”.`,
    deny: t`The rule “${name}” goes on to hold for ${exception.appName}.`,
    end: t`The rule “${name}” holds for ${exception.appName} again, as for everybody.`,
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={{ approve: t`Approve the exception?`, deny: t`Deny the exception?`, end: t`End the exception?` }[act]}
      confirm={{ approve: t`Approve`, deny: t`Deny`, end: t`End it` }[act]}
      danger={act === "deny"}
      busy={turn.isPending}
      disabled={!reason.trim()}
      error={turn.error}
      onConfirm={() => turn.mutate()}
    >
      <Text size="sm">{effects[act]}</Text>
      <Textarea
        label={t`Reason`}
        description={t`The owner of the app reads it.`}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={fieldErrors(turn.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
