import { useLingui } from "@lingui/react/macro";
import { Select, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { extendRotationMutation } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { inWords } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { tokenChanged } from "./tokenChanged";

const lengths = [3_600, 21_600, 86_400, 259_200];

/** ExtendDialog lets the old secret of a rotating token work for longer, within policy. */
export function ExtendDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState("86400");
  const extend = useMutation({
    ...extendRotationMutation(),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(t`The old secret has more time`);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Give the old secret more time?`}
      confirm={t`Extend`}
      busy={extend.isPending}
      error={extend.error}
      onConfirm={() => extend.mutate({ path: { token: token.id }, body: { overlapSeconds: Number(overlap) } })}
    >
      <Text size="sm">{t`Both secrets go on to work. Policy says how long after the rotation at most.`}</Text>
      <Select
        label={t`From now on for`}
        allowDeselect={false}
        value={overlap}
        onChange={(value) => setOverlap(value ?? "86400")}
        error={fieldErrors(extend.error)["overlapSeconds"]}
        data={lengths.map((seconds) => ({ value: String(seconds), label: inWords(seconds) }))}
      />
    </ConfirmDialog>
  );
}
