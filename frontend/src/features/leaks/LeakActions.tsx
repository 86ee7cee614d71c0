import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { closeLeak, openLeak } from "@/client/sdk.gen";
import type { Leak } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Props = { leak: Leak; onAsk: () => void };

/** LeakActions asks to close a find, or opens it again. */
export function LeakActions({ leak, onAsk }: Props) {
  const queries = useQueryClient();
  const open = useMutation({
    mutationFn: () => openLeak({ path: { leak: leak.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["leaks"] }),
  });
  if (!leak.closedAt) {
    return (
      <Button size="compact-sm" variant="default" onClick={onAsk}>
        <Trans>Close…</Trans>
      </Button>
    );
  }
  return (
    <>
      <Button size="compact-sm" variant="default" loading={open.isPending} onClick={() => open.mutate()}>
        <Trans>Open again</Trans>
      </Button>
      <ProblemAlert error={open.error} />
    </>
  );
}

/** CloseLeakDialog closes a find with a note. */
export function CloseLeakDialog({ leak, onClose }: { leak: Leak; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const close = useMutation({
    mutationFn: () => closeLeak({ path: { leak: leak.id }, body: { note: note.trim() } }),
    onSuccess: async () => {
      onClose();
      done(t`The find is closed`);
      await queries.invalidateQueries({ queryKey: ["leaks"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Close the find of ${leak.tokenName}?`}
      confirm={t`Close it`}
      busy={close.isPending}
      error={close.error}
      onConfirm={() => close.mutate()}
    >
      <Textarea
        label={t`Why nothing is left to do`}
        description={t`For whoever looks at it later; it may stay empty.`}
        maxLength={500}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
