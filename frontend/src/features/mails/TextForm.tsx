import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { getMailTemplateOptions } from "@/client/@tanstack/react-query.gen";
import type { MailTemplate } from "@/client/types.gen";
import { EditConflict } from "@/ui/EditConflict";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Preview } from "./Preview";
import { Reset } from "./Reset";
import { useConflict, usePreview, useSaveText } from "./text";
import { Values } from "./Values";

/** TextForm edits the words of one mail beside what becomes of them, and marks mistakes while they are written. */
export function TextForm({ text }: { text: MailTemplate }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const form = useForm({ initialValues: { subject: text.subject, body: text.body ?? "" } });
  const { subject, body } = form.values;
  const save = useSaveText(text.name);
  const preview = usePreview(text.name, form.values);
  const conflict = useConflict(text.name, save.error);
  const insert = (value: string) => {
    const at = area.current?.selectionStart ?? body.length;
    form.setFieldValue("body", `${body.slice(0, at)}{{.${value}}}${body.slice(at)}`);
    area.current?.focus();
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate({ version: text.version, values }))}>
      <LeaveGuard dirty={form.isDirty() && !save.isSuccess} />
      <Stack>
        {text.mistakes.length > 0 && (
          <Alert color="red" variant="light" title={t`The shipped text is sent until this is mended`}>
            {text.mistakes.join(" ")}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Stack style={{ minWidth: 0 }}>
            <TextInput
              label={t`Subject`}
              required
              {...form.getInputProps("subject")}
              error={preview.mistakes["subject"]}
            />
            <Textarea
              ref={area}
              label={t`Text`}
              required
              autosize
              minRows={12}
              maxRows={30}
              spellCheck
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              {...form.getInputProps("body")}
              error={preview.mistakes["body"]}
            />
          </Stack>
          <Values of={text} onInsert={insert} />
        </SimpleGrid>
        {conflict.happened ? (
          <EditConflict
            theirs={conflict.theirs && `${conflict.theirs.subject}\n\n${conflict.theirs.body ?? ""}`}
            mine={`${subject}\n\n${body}`}
            error={conflict.error}
            busy={save.isPending}
            onMine={() => conflict.theirs && save.mutate({ version: conflict.theirs.version, values: form.values })}
            onTheirs={() => {
              save.reset();
              void client.invalidateQueries(getMailTemplateOptions({ path: { template: text.name } }));
            }}
          />
        ) : (
          <ProblemAlert error={save.error} />
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={conflict.happened}>
            <Trans>Save the text</Trans>
          </Button>
          {text.edited && <Reset text={text} />}
        </Group>
        <Preview made={preview.made} error={preview.error} />
      </Stack>
    </form>
  );
}
