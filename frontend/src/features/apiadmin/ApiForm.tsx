import { useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";
import type { ApiRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";

export type ApiValues = Required<ApiRequest> & { host?: string };

type Props = {
  initial: ApiValues;
  /** The slug is part of every address and of every scope: it is chosen once. */
  named?: boolean;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (values: ApiValues) => void;
};

export function ApiForm({ initial, named, submit, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm<ApiValues>({ initialValues: initial });
  const { setErrors } = form;
  useEffect(() => {
    if (error) setErrors(fieldErrors(error));
  }, [error, setErrors]);
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack maw={720}>
        <TextInput label={t`Name`} required maxLength={80} {...form.getInputProps("name")} />
        {!named && (
          <TextInput
            label={t`Slug`}
            description={t`The API's name in addresses and scopes, such as museum. It can't be changed later.`}
            required
            maxLength={40}
            {...form.getInputProps("slug")}
          />
        )}
        <TextInput
          label={t`Summary`}
          description={t`One sentence for the catalogue.`}
          maxLength={300}
          {...form.getInputProps("summary")}
        />
        <Textarea
          label={t`Description`}
          description={t`Markdown. What the API is for, and what it is not for.`}
          autosize
          minRows={4}
          maxRows={18}
          {...form.getInputProps("description")}
        />
        {initial.host !== undefined && (
          <TextInput
            label={t`Host of its own`}
            description={t`Such as museum.example.com. The gateway then serves this API at that name without its slug in front of paths; point the name at the gateway first. Empty: only under the slug.`}
            maxLength={253}
            spellCheck={false}
            autoCapitalize="none"
            {...form.getInputProps("host")}
          />
        )}
        <Radio.Group label={t`Seen by`} {...form.getInputProps("visibility")}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="public"
              label={t`Everybody`}
              description={t`Also search engines and people without an account.`}
            />
            <Radio value="signed-in" label={t`People who are signed in`} />
          </Stack>
        </Radio.Group>
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
