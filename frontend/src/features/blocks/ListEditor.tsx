import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Stack, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { BlockListText } from "@/client/types.gen";
import { fieldErrors, toProblem } from "@/lib/problem";
import { EditConflict } from "@/ui/EditConflict";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AddLine } from "./AddLine";
import { LineFindings } from "./LineFindings";
import { appended, rangeOf } from "./listText";
import { useSaveText } from "./useSaveText";

/** ListEditor is the text of a list, what is wrong in it line by line, and what becomes of two who write at once. */
export function ListEditor({ id, initial }: { id: string; initial: BlockListText }) {
  const { t } = useLingui();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(initial.text);
  const [kept, setKept] = useState(initial.text);
  const [confirm, setConfirm] = useState(false);
  const [read] = useDebouncedValue(text, 300);
  const { save, theirs, leave } = useSaveText(id, initial.list.version, (stored) => {
    setText(stored);
    setKept(stored);
    setConfirm(false);
  });
  const errors = fieldErrors(save.error);
  const feed = Boolean(initial.list.url);
  const show = (line: number) => {
    const [from, to] = rangeOf(text, line);
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  };
  return (
    <Panel title={t`Networks`}>
      <LeaveGuard dirty={text !== kept} />
      <Stack>
        {!feed && <AddLine onAdd={(network, note) => setText(appended(text, network, note))} />}
        <Textarea
          ref={area}
          label={t`All of them`}
          description={feed ? undefined : t`Paste as many as you like; remove a line to let its network in again.`}
          autosize
          minRows={8}
          maxRows={24}
          spellCheck={false}
          readOnly={feed}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={text}
          error={errors["text"]}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <LineFindings text={read} onShow={show} />
        {(errors["confirm"] || confirm) && (
          <Checkbox
            label={t`This is meant`}
            description={errors["confirm"]}
            checked={confirm}
            onChange={(event) => setConfirm(event.currentTarget.checked)}
          />
        )}
        {theirs && (
          <EditConflict
            theirs={theirs.data?.text}
            mine={text}
            error={theirs.error}
            busy={save.isPending}
            onMine={() => theirs.data && save.mutate({ text, confirm, version: theirs.data.list.version })}
            onTheirs={() => theirs.data && leave(theirs.data)}
          />
        )}
        {!theirs && save.error && !errors["confirm"] && toProblem(save.error).status !== 422 && (
          <ProblemAlert error={save.error} />
        )}
        {!feed && !theirs && (
          <Group>
            <Button
              loading={save.isPending}
              disabled={text === kept}
              onClick={() => save.mutate({ text, confirm, version: undefined })}
            >
              <Trans>Save</Trans>
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
