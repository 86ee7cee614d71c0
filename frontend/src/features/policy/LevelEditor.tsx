import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { previewPolicyMutation } from "@/client/@tanstack/react-query.gen";
import type { Policy, PolicyPart } from "@/client/types.gen";
import { PolicyForm } from "./PolicyForm";
import { type Apply, SaveDialog } from "./SaveDialog";
import type { Values } from "./values";

type Props = {
  level: "instance" | "api" | "app";
  id: string;
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
export function LevelEditor({ level, id, initial, above, part, busy, error, onSave, onDirty }: Props) {
  const [draft, setDraft] = useState<Values>();
  const preview = useMutation(previewPolicyMutation());
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
          preview.mutate({ body: { level, id, rules: part(values) } }, { onSuccess: () => setDraft(values) });
        }}
      />
      {draft && request && (
        <SaveDialog
          request={request}
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
