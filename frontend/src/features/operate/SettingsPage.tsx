import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getPolicyOptions, getPolicyQueryKey, setPolicyMutation } from "@/client/@tanstack/react-query.gen";
import type { Policy } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AlonePanel } from "./AlonePanel";
import { LeakPanel } from "./LeakPanel";
import { policyRequest, policyValues } from "./policyValues";

const level = "instance";

export function SettingsPage() {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(getPolicyOptions({ path: { level } }));
  return (
    <>
      <PageHeader title={t`Settings`} lead={<Trans>The rules that every token of this portal follows.</Trans>} />
      <PolicyForm key={data.version} policy={data} />
    </>
  );
}

function PolicyForm({ policy }: { policy: Policy }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const form = useForm({ initialValues: policyValues(policy) });
  const save = useMutation({
    ...setPolicyMutation(),
    onSuccess: async () => {
      done(t`The policy is saved`);
      await client.invalidateQueries({ queryKey: getPolicyQueryKey({ path: { level } }) });
    },
  });
  const { setErrors } = form;
  useEffect(() => {
    const errors = fieldErrors(save.error);
    if (save.error) {
      setErrors({
        ...errors,
        defaultLifeDays: errors["defaultLifeSeconds"],
        maxLifeDays: errors["maxLifeSeconds"],
        maxOverlapHours: errors["maxOverlapSeconds"],
      });
    }
  }, [save.error, setErrors]);
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate({ path: { level }, headers: { "If-Match": etag(policy.version) }, body: policyRequest(values) }),
      )}
    >
      <Stack maw={760}>
        <Panel title={t`Life of a token`}>
          <Stack>
            <NumberInput
              label={t`Life unless the developer chooses`}
              suffix={t` days`}
              min={1}
              {...form.getInputProps("defaultLifeDays")}
            />
            <NumberInput label={t`Longest life`} suffix={t` days`} min={1} {...form.getInputProps("maxLifeDays")} />
            <NumberInput
              label={t`Longest overlap of a rotation`}
              description={t`How long an old secret may go on working beside the new one.`}
              suffix={t` hours`}
              min={0}
              {...form.getInputProps("maxOverlapHours")}
            />
            <NumberInput
              label={t`Tell owners about unused tokens after`}
              description={t`0 never tells.`}
              suffix={t` days`}
              min={0}
              {...form.getInputProps("idleDays")}
            />
          </Stack>
        </Panel>
        <Panel title={t`What a token must say`}>
          <Stack>
            <NumberInput
              label={t`Tokens of one app`}
              description={t`At the same time, at most.`}
              min={1}
              {...form.getInputProps("tokensPerApp")}
            />
            <TextInput
              label={t`Rule for names`}
              description={t`A regular expression that the whole name must match; empty for any name.`}
              {...form.getInputProps("nameRule")}
            />
            <Switch
              label={t`A description is required`}
              {...form.getInputProps("descriptionRequired", { type: "checkbox" })}
            />
            <Switch
              label={t`Live tokens with a high-risk scope must name their networks`}
              {...form.getInputProps("networksForHighRisk", { type: "checkbox" })}
            />
          </Stack>
        </Panel>
        <AlonePanel form={form} />
        <LeakPanel {...form.getInputProps("leakResponse")} />
        <ProblemAlert error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            <Trans>Save the policy</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>Tokens that exist keep what they were given.</Trans>
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
