import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useEffect } from "react";
import type { AccessItem, Api, App } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Item, ItemEditor } from "./ItemEditor";
import { newItem } from "./items";

type Values = { app: string; justification: string; items: Item[] };
type Body = { app: string; justification: string; items: AccessItem[] };

type Props = {
  apps: App[];
  apis: Api[];
  initial: Values;
  busy: boolean;
  error: unknown;
  onSubmit: (body: Body) => void;
};

export function RequestForm({ apps, apis, initial, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm<Values>({ initialValues: initial });
  const { setErrors } = form;
  useEffect(() => {
    if (error) setErrors(fieldErrors(error));
  }, [error, setErrors]);
  const { items } = form.values;
  const submit = (values: Values) =>
    onSubmit({ ...values, items: values.items.map(({ key: _, operation: __, ...item }) => item) });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack maw={760}>
        <Select
          label={t`App`}
          required
          data={apps.map((app) => ({ value: app.id, label: app.name }))}
          allowDeselect={false}
          {...form.getInputProps("app")}
        />
        {items.map((item, index) => (
          <Panel
            key={item.key}
            title={items.length > 1 ? t`API ${index + 1}` : t`What the app needs`}
            actions={
              items.length > 1 && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  onClick={() => form.removeListItem("items", index)}
                >
                  <Trans>Remove</Trans>
                </Button>
              )
            }
          >
            <ItemEditor
              item={item}
              apis={apis}
              errors={(field) => form.errors[`items.${index}.${field}`]}
              onChange={(next) => form.setFieldValue(`items.${index}`, next)}
            />
          </Panel>
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => form.insertListItem("items", newItem())}
          >
            <Trans>Another API</Trans>
          </Button>
        </Group>
        <Textarea
          label={t`Why do you need it?`}
          description={t`The people who decide read this: what the app does with the data, and for whom.`}
          required
          autosize
          minRows={3}
          {...form.getInputProps("justification")}
        />
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            <Trans>Send the request</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
