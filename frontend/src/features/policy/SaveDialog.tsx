import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, Radio, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { PolicyPreview, PolicyPreviewRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Effects } from "./Effects";

export type Apply = { apply: "renewal" | "now" | "report"; from?: string };

type Props = {
  /** What is switched on by the save, in words; what is switched can't be announced. */
  title?: string;
  confirm?: string;
  note?: string | undefined;
  intro?: ReactNode;
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
  const { t } = useLingui();
  const [mode, setMode] = useState<Apply["apply"]>("renewal");
  const [from, setFrom] = useState("");
  const pick = (value: string) => setMode(value === "now" || value === "report" ? value : "renewal");
  const hits = preview?.effects.some((effect) => effect.tokens + effect.clientsStopped > 0) ?? false;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={title ?? t`Save the policy?`}
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
      {preview ? (
        <Effects effects={preview.effects} request={request} mine={mine ?? false} />
      ) : (
        <Loader size="sm" aria-label={t`Counting`} />
      )}
      <Radio.Group label={t`Tokens and OAuth clients that exist and break the new rules`} value={mode} onChange={pick}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="renewal"
            label={t`Go on working until they are changed or rotated`}
            description={t`Their owners are told now.`}
          />
          <Radio
            value="now"
            label={t`Are suspended within minutes`}
            description={t`They work again once they meet the rules. Their owners are told.`}
          />
          {!title && (
            <Radio
              value="report"
              label={t`Are only reported, until a day that you choose`}
              description={t`Nobody is asked for anything before. From then on, tokens that break the rules are suspended.`}
            />
          )}
        </Stack>
      </Radio.Group>
      {mode === "report" && (
        <TextInput
          label={t`The rules hold from`}
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
