import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";

export type AppValues = { name: string; purpose: string; redirectOrigins: string[]; contacts: string[] };

type Props = {
  initial: AppValues;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (values: AppValues) => void;
};

/** AppForm edits what a developer says about an app; the server's mistakes show at their fields. */
export function AppForm({ initial, submit, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm({ mode: "uncontrolled", initialValues: initial });
  const { setErrors } = form;
  useEffect(() => {
    if (error) setErrors(fieldErrors(error));
  }, [error, setErrors]);
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack maw={640}>
        <TextInput
          label={t`Name`}
          description={t`People who approve requests see it.`}
          required
          maxLength={80}
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <Textarea
          label={t`Purpose`}
          description={t`What the app does with the APIs, in a sentence or two.`}
          required
          autosize
          minRows={2}
          key={form.key("purpose")}
          {...form.getInputProps("purpose")}
        />
        <TagsInput
          label={t`Origins`}
          description={t`Only for browser apps: where their pages come from, such as https://app.example.com. Press Enter after each.`}
          splitChars={[",", " "]}
          key={form.key("redirectOrigins")}
          {...form.getInputProps("redirectOrigins")}
        />
        <TagsInput
          label={t`Contacts`}
          description={t`E-mail addresses told about expiring tokens and incidents, besides yours.`}
          splitChars={[",", " "]}
          key={form.key("contacts")}
          {...form.getInputProps("contacts")}
        />
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
        <span className="visually-hidden" role="status">
          {busy && <Trans>Saving</Trans>}
        </span>
      </Stack>
    </form>
  );
}
