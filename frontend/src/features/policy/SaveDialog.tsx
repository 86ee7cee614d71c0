import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { PolicyPreview, PolicyPreviewRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { AccountsChange } from "./AccountsChange";
import { Applying } from "./Applying";
import { Effects } from "./Effects";

export type Apply = { apply: "renewal" | "now" | "report"; from?: string };

type Props = {
  /** What is switched on by the save, in words; what is switched can't be announced. */
  title?: string;
  confirm?: string;
  note?: string | undefined;
  intro?: ReactNode;
  /** After how many days unused accounts are suspended from now on, where that changes. */
  accounts?: number | undefined;
  /** Whether no rule for tokens changes. */
  accountsOnly?: boolean;
  request: PolicyPreviewRequest;
  /** Whether one asks as a member of the team whose rules they are. */
  mine?: boolean;
  preview: PolicyPreview | undefined;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSave: (apply: Apply) => void;
};

/** SaveDialog shows whom the change hits, and asks what it means for them. */
export function SaveDialog(props: Props) {
  const { title, confirm, note, intro, request, mine, preview, busy, error, onClose, onSave } = props;
  const { accounts, accountsOnly = false } = props;
  const { t } = useLingui();
  const [mode, setMode] = useState<Apply["apply"]>("renewal");
  const [from, setFrom] = useState("");
  const hits = preview?.effects.some((effect) => effect.tokens + effect.clientsStopped > 0) ?? false;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={title ?? (accountsOnly ? t`Save the rule for accounts?` : t`Save the policy?`)}
      confirm={mode === "report" ? t`Announce it` : (confirm ?? t`Save`)}
      danger={mode === "now" && hits}
      busy={busy}
      disabled={!preview || (mode === "report" && !from)}
      error={error}
      onConfirm={() =>
        onSave({ apply: mode, ...(mode === "report" && from && { from: new Date(from).toISOString() }) })
      }
    >
      {intro}
      {accounts !== undefined && <AccountsChange days={accounts} />}
      {accountsOnly ? null : preview ? (
        <Effects effects={preview.effects} request={request} mine={mine ?? false} />
      ) : (
        <Loader size="sm" aria-label={t`Counting`} />
      )}
      <Applying mode={mode} accountsOnly={accountsOnly} later={!title} onChange={setMode} />
      {mode === "report" && (
        <TextInput
          label={accountsOnly ? t`The rule holds from` : t`The rules hold from`}
          type="datetime-local"
          required
          maw={280}
          value={from}
          error={fieldErrors(error)["from"]}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      )}
      <Text size="sm" c="dimmed">
        {note ?? <Trans>Rules that you leave as they are go on as they were saved.</Trans>}
      </Text>
    </ConfirmDialog>
  );
}
