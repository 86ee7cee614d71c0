import { Trans, useLingui } from "@lingui/react/macro";
import {
  Checkbox,
  Group,
  NumberInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { createPlan, updatePlan } from "@/client/sdk.gen";
import type { Api, Plan } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { LimitRows } from "./LimitRows";
import { planRequest, planValues } from "./planValues";
import { useApiChanged } from "./useApiChanged";

type Props = {
  api: Api;
  plan: Plan | undefined;
  /** The plans that the API has already. */
  beside: Plan[];
  onClose: () => void;
};

export function PlanDialog({ api, plan, beside, onClose }: Props) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const form = useForm({ initialValues: planValues(plan, beside) });
  const save = useMutation({
    mutationFn: async () => {
      const body = planRequest(form.values);
      if (!plan) return (await createPlan({ path: { api: api.slug }, body })).data;
      const headers = { "If-Match": etag(plan.version) };
      return (await updatePlan({ path: { api: api.slug, plan: plan.id }, headers, body })).data;
    },
    onSuccess: async (saved) => {
      onClose();
      done(t`${saved.name} is saved`);
      await changed();
    },
  });
  const { setErrors } = form;
  useEffect(() => {
    if (save.error) setErrors(fieldErrors(save.error));
  }, [save.error, setErrors]);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={plan ? t`Edit ${plan.name}` : t`New plan`}
      confirm={t`Save`}
      busy={save.isPending}
      error={save.error}
      onConfirm={() => save.mutate()}
    >
      <TextInput
        label={t`Name`}
        description={t`What developers choose, such as Sandbox or Growth.`}
        required
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Textarea label={t`Description`} autosize minRows={2} {...form.getInputProps("description")} />
      <Checkbox.Group label={t`Where it applies`} {...form.getInputProps("environments")}>
        <Group mt="xs">
          <Checkbox value="sandbox" label={t`Sandbox`} />
          <Checkbox value="live" label={t`Live`} />
        </Group>
      </Checkbox.Group>
      <Radio.Group label={t`Who decides`} {...form.getInputProps("approval")}>
        <Stack mt="xs" gap="xs">
          <Radio
            value="automatic"
            label={t`Granted at once`}
            description={t`In the sandbox every new app gets it by itself, with its first token.`}
          />
          <Radio value="manual" label={t`A person`} description={t`Each request waits under Requests.`} />
        </Stack>
      </Radio.Group>
      <LimitRows
        team
        limits={form.values.limits}
        errors={form.errors}
        onChange={(limits) => form.setFieldValue("limits", limits)}
      />
      <NumberInput
        label={t`Quota`}
        description={t`Calls for each period; empty for none.`}
        min={1}
        {...form.getInputProps("quota")}
      />
      <SimpleGrid cols={2} spacing="xs">
        <Select
          label={t`Period`}
          allowDeselect={false}
          data={[
            { value: "day", label: t`a day` },
            { value: "month", label: t`a month` },
          ]}
          {...form.getInputProps("period")}
        />
        <Select
          label={t`Counted`}
          aria-label={t`Counted for the quota`}
          allowDeselect={false}
          data={[
            { value: "app", label: t`per app` },
            { value: "team", label: t`per team` },
          ]}
          {...form.getInputProps("quotaPer")}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        <Trans>
          Per team means that all apps of one owner draw on it together: those of a team, or those that a person owns
          alone. It can't be widened for a single app.
        </Trans>
      </Text>
    </ConfirmDialog>
  );
}
