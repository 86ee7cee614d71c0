import { useLingui } from "@lingui/react/macro";
import { Select, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askExceptionMutation, listAppExceptionsQueryKey } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { type End, EndChoice, endOf } from "./EndChoice";
import { usePolicyWords } from "./words";

const rules = [
  "maxLifeSeconds",
  "rotationWarnDays",
  "rotationBlockDays",
  "maxOverlapSeconds",
  "finishSilentHours",
  "idleDays",
  "kinds",
  "tokensPerApp",
  "nameRule",
  "descriptionRequired",
  "networksForHighRisk",
];

/** AskException asks for an exception from a rule, which somebody else decides. */
export function AskException({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { rule: word } = usePolicyWords();
  const [rule, setRule] = useState("maxLifeSeconds");
  const [reason, setReason] = useState("");
  const [ends, setEnds] = useState<End>({ days: 30 });
  const ask = useMutation({
    ...askExceptionMutation(),
    onSuccess: async () => {
      onClose();
      done(t`The exception is asked for`);
      await client.invalidateQueries({ queryKey: listAppExceptionsQueryKey({ path: { app } }) });
    },
  });
  const errors = fieldErrors(ask.error);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Ask for an exception`}
      confirm={t`Ask`}
      busy={ask.isPending}
      disabled={!endOf(ends) || !reason.trim()}
      error={ask.error}
      onConfirm={() => ask.mutate({ path: { app }, body: { rule, reason, endsAt: endOf(ends) ?? "" } })}
    >
      <Text size="sm">{t`Somebody else decides. Until the end, the app need not meet the rule, whoever set it.`}</Text>
      <Select
        label={t`Rule`}
        allowDeselect={false}
        data={rules.map((value) => ({ value, label: word(value) }))}
        value={rule}
        onChange={(value) => setRule(value ?? "maxLifeSeconds")}
        error={errors["rule"]}
      />
      <Textarea
        label={t`Why the app can't meet it`}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={errors["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <EndChoice value={ends} onChange={setEnds} error={errors["endsAt"]} />
    </ConfirmDialog>
  );
}
