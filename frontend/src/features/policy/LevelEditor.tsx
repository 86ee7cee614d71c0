import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { previewPolicyMutation, previewTeamPolicyMutation } from "@/client/@tanstack/react-query.gen";
import type { Policy, PolicyPart } from "@/client/types.gen";
import { PolicyForm } from "./PolicyForm";
import { type Apply, SaveDialog } from "./SaveDialog";
import { accountsChange, type Level, type Values } from "./values";

type Props = {
  level: "instance" | Level;
  id: string;
  /** Whether one asks as an owner of the team whose rules they are. */
  mine?: boolean;
  initial: Values;
  above?: Policy;
  /** Turns what was typed into what the level says. */
  part: (values: Values) => PolicyPart;
  busy: boolean;
  error: unknown;
  onSave: (values: Values, apply: Apply) => void;
  onDirty?: (dirty: boolean) => void;
};

/** LevelEditor edits a level and shows what a change would do before it is saved. */
export function LevelEditor({ level, id, mine = false, initial, above, part, busy, error, onSave, onDirty }: Props) {
  const [draft, setDraft] = useState<Values>();
  const general = useMutation(previewPolicyMutation());
  const ofTeam = useMutation(previewTeamPolicyMutation());
  const preview = mine ? ofTeam : general;
  const request = draft && { level, id, rules: part(draft) };
  return (
    <>
      <PolicyForm
        initial={initial}
        onDirty={onDirty}
        {...(above && { above })}
        busy={preview.isPending}
        error={preview.error ?? undefined}
        onSave={(values) => {
          setDraft(undefined);
          const then = { onSuccess: () => setDraft(values) };
          const rules = part(values);
          if (mine) ofTeam.mutate({ path: { team: id }, body: { rules } }, then);
          else general.mutate({ body: { level, id, rules } }, then);
        }}
      />
      {draft && request && (
        <SaveDialog
          {...accountsChange(initial, draft)}
          request={request}
          mine={mine}
          preview={preview.data}
          busy={busy}
          error={error}
          onClose={() => setDraft(undefined)}
          onSave={(apply) => onSave(draft, apply)}
        />
      )}
    </>
  );
}
