import { useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";
import type { ApiRequest, ApiTeam } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { slugOf } from "./slugOf";
import { VisibilityField } from "./VisibilityField";

export type ApiValues = Required<ApiRequest> & { host?: string };

type Props = {
  initial: ApiValues;
  /** The slug is part of every address and of every scope: it is chosen once. */
  named?: boolean;
  /** The teams of initial by name. */
  known?: ApiTeam[];
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (values: ApiValues) => void;
};

export function ApiForm({ initial, named, known = [], submit, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm<ApiValues>({ initialValues: initial });
  const { setErrors } = form;
  const forTeams = form.values.visibility === "teams";
  useEffect(() => {
    if (error) setErrors(fieldErrors(error));
  }, [error, setErrors]);
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        onSubmit(
          values.visibility === "teams"
            ? { ...values, ...(values.host === undefined ? {} : { host: "" }) }
            : { ...values, teams: [] },
        ),
      )}
      noValidate
    >
      <Stack maw={720}>
        <TextInput
          label={t`Name`}
          required
          maxLength={80}
          {...form.getInputProps("name")}
          onChange={({ currentTarget: { value } }) => {
            const { name, slug } = form.values;
            form.setFieldValue("name", value);
            // Until somebody writes a slug of their own, it follows the name.
            if (!named && slug === slugOf(name)) form.setFieldValue("slug", slugOf(value));
          }}
        />
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
            description={
              forTeams
                ? t`None for an API for teams: it would show strangers that there is one. Saving takes it away.`
                : t`Such as museum.example.com. The gateway then serves this API at that name without its slug in front of paths; point the name at the gateway first. Empty: only under the slug.`
            }
            disabled={forTeams}
            maxLength={253}
            spellCheck={false}
            autoCapitalize="none"
            {...form.getInputProps("host")}
          />
        )}
        <VisibilityField form={form} known={known} />
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
