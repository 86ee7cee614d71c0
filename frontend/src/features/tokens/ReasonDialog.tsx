import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reportTokenLeak, resumeToken, revokeToken, suspendToken } from "@/client/sdk.gen";
import type { Token } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { Impact } from "./Impact";
import { tokenChanged } from "./tokenChanged";

type Act = "revoke" | "suspend" | "resume" | "leak";

const calls = { revoke: revokeToken, suspend: suspendToken, resume: resumeToken };

/** tell does the act; a leak says where, everything else why. */
const tell = (act: Act, token: string, text: string) =>
  act === "leak"
    ? reportTokenLeak({ path: { token }, body: { where: text } })
    : calls[act]({ path: { token }, body: { reason: text } });

type Props = {
  token: Token;
  act: Act;
  onClose: () => void;
  /** Opens what could be done instead of revoking. */
  onQuarantine?: () => void;
};

/** ReasonDialog asks why, says what will happen, and does it; the reason goes into the audit log. */
export function ReasonDialog({ token, act, onClose, onQuarantine }: Props) {
  const words = useWords(token)[act];
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const change = useMutation({
    mutationFn: async () => (await tell(act, token.id, reason)).data,
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(
        act === "resume" && saved.suspension ? t`That suspension is lifted; an earlier one still holds` : words.done,
      );
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={words.title}
      confirm={words.confirm}
      danger={act === "revoke" || act === "leak"}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      <Text size="sm">{words.effect}</Text>
      {act === "leak" && (
        <Text size="sm">
          <TextLink to="/guides/$guide" params={{ guide: "policy-and-incidents" }} target="_blank" underline="always">
            <Trans>What else to do when a secret has leaked</Trans>
          </TextLink>
        </Text>
      )}
      {act === "revoke" && !token.ephemeral && <Impact token={token.id} />}
      {act === "revoke" && onQuarantine && (
        <Text size="sm">
          <Trans>
            Not sure?{" "}
            <Anchor component="button" type="button" inherit onClick={onQuarantine}>
              Quarantine it instead
            </Anchor>
            : it keeps working in part, and you can take that back.
          </Trans>
        </Text>
      )}
      <Textarea
        label={act === "leak" ? t`Where was it seen?` : t`Reason`}
        data-autofocus
        required={act !== "leak"}
        value={reason}
        error={fieldErrors(change.error)[act === "leak" ? "where" : "reason"]}
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
      effect: token.ephemeral
        ? t`The very next call with it is refused. This can't be undone.`
        : t`The very next call with it, or with a token that it minted, is refused. This can't be undone; rotate instead if you only need a new secret.`,
      done: t`${token.name} is revoked`,
    },
    leak: {
      title: t`Report ${token.name} as leaked?`,
      confirm: t`Report and revoke`,
      effect: t`It is revoked at once. The app's owner and contacts, and the security admins, are told.`,
      done: t`${token.name} is revoked, and those concerned are told`,
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
