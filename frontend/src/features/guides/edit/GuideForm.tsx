import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import type { Guide } from "@/client/types.gen";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Conflict } from "./Conflict";
import { DraftAlert } from "./DraftAlert";
import { MarkdownInput } from "./MarkdownInput";
import { Placement } from "./Placement";
import { Preview } from "./Preview";
import { useEditor } from "./useEditor";

/** GuideForm edits a guide beside what readers will see of it. Later versions of `guide` don't disturb what is written. */
export function GuideForm({ guide }: { guide: Guide | undefined }) {
  const { t } = useLingui();
  const wide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const [side, setSide] = useState("write");
  const { form, save, draft, conflict, ...editor } = useEditor(guide);
  const { markdown } = form.values;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void editor.submit(values))}>
      <LeaveGuard dirty={form.isDirty() && !save.isSuccess} onLeave={editor.forgetDraft} />
      <Stack>
        {draft && !form.isDirty() && (
          <DraftAlert draft={draft} onTake={editor.takeDraft} onThrow={editor.forgetDraft} />
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <TextInput label={t`Title`} required {...form.getInputProps("title")} />
          {!guide && (
            <TextInput
              label={t`Slug`}
              description={t`The guide's name in its address.`}
              required
              {...form.getInputProps("slug")}
            />
          )}
          <TextInput label={t`Summary`} {...form.getInputProps("summary")} />
          <Placement form={form} />
        </SimpleGrid>
        {!wide && (
          <SegmentedControl
            fullWidth
            aria-label={t`What to show`}
            value={side}
            onChange={setSide}
            data={[
              { value: "write", label: t`Write` },
              { value: "preview", label: t`Preview` },
            ]}
          />
        )}
        <SimpleGrid cols={wide ? 2 : 1}>
          <div hidden={!wide && side !== "write"} style={{ minWidth: 0 }}>
            <MarkdownInput
              value={markdown}
              error={form.errors["markdown"]}
              onChange={(text) => form.setFieldValue("markdown", text)}
            />
          </div>
          {(wide || side === "preview") && <Preview markdown={markdown} />}
        </SimpleGrid>
        {conflict && guide ? (
          <Conflict
            slug={guide.slug}
            mine={markdown}
            busy={save.isPending}
            onMine={editor.saveOver}
            onTheirs={editor.takeTheirs}
          />
        ) : (
          <ProblemAlert error={save.error} />
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={conflict}>
            <Trans>Save the guide</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
