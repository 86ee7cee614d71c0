import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dropGrantLimitsMutation, listPlansOptions, setGrantLimitsMutation } from "@/client/@tanstack/react-query.gen";
import type { Grant, OwnLimits, Plan } from "@/client/types.gen";
import { LimitRows } from "@/features/apiadmin/LimitRows";
import { endOfDay } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useGrantChanged } from "./useGrantChanged";

type Props = { grant: Grant; onClose: () => void };

/** OwnLimitsDialog gives a grant other limits than its plan has, with a reason and perhaps an end. */
export function OwnLimitsDialog({ grant, onClose }: Props) {
  const plans = useQuery(listPlansOptions({ path: { api: grant.api } }));
  if (plans.isPending) return null;
  const plan = plans.data?.items.find((one) => one.id === grant.plan);
  return <LimitsForm grant={grant} onClose={onClose} plan={plan} />;
}

function LimitsForm({ grant, plan, onClose }: Props & { plan: Plan | undefined }) {
  const { t } = useLingui();
  const changed = useGrantChanged(grant.app);
  const own = grant.ownLimits;
  const [limits, setLimits] = useState(own?.limits ?? plan?.limits.filter((limit) => limit.per !== "team") ?? []);
  const shared = plan?.quota?.per === "team"; // and stays: one app's exception isn't at the cost of the others
  const before = own ? own.quota : plan?.quota;
  const [quota, setQuota] = useState<number | string>(shared ? "" : (before?.requests ?? ""));
  const [period, setPeriod] = useState<"day" | "month">(before?.period === "day" ? "day" : "month");
  const [reason, setReason] = useState(own?.reason ?? "");
  const [until, setUntil] = useState(own?.endsAt ? new Date(own.endsAt).toLocaleDateString("sv") : ""); // year-month-day here;
  const finish = async (text: string) => {
    onClose();
    done(text);
    await changed();
  };
  const save = useMutation({ ...setGrantLimitsMutation(), onSuccess: () => finish(t`The next call counts by these`) });
  const drop = useMutation({ ...dropGrantLimitsMutation(), onSuccess: () => finish(t`The plan's limits hold again`) });
  const errors = fieldErrors(save.error);
  const body: OwnLimits = {
    limits,
    reason,
    ...(Number(quota) > 0 && !shared && { quota: { requests: Number(quota), period } }),
    ...(until && { endsAt: endOfDay(until) }),
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Limits of ${grant.apiName}, ${grant.environment}`}
      confirm={t`Save`}
      busy={save.isPending}
      error={save.error ?? drop.error}
      onConfirm={() => save.mutate({ path: { grant: grant.id }, body })}
    >
      <Text size="sm">
        <Trans>They hold in place of those of the plan {grant.planName}, all of them at once.</Trans>{" "}
        {(shared || plan?.limits.some((limit) => limit.per === "team")) && (
          <Trans>What the plan counts per team stays beside them.</Trans>
        )}
      </Text>
      <LimitRows limits={limits} errors={errors} onChange={setLimits} />
      <Group grow align="flex-end">
        <NumberInput
          label={t`Quota`}
          description={t`Calls for each period; empty for none.`}
          min={1}
          disabled={shared}
          value={quota}
          error={errors["quota"] ?? errors["quota.requests"]}
          onChange={setQuota}
        />
        <Select
          label={t`Period`}
          allowDeselect={false}
          data={[
            { value: "day", label: t`a day` },
            { value: "month", label: t`a month` },
          ]}
          disabled={shared}
          value={period}
          onChange={(value) => setPeriod(value === "day" ? "day" : "month")}
        />
      </Group>
      <Textarea
        label={t`Reason`}
        description={t`The developer reads it.`}
        required
        value={reason}
        error={errors["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t`Ends on`}
        description={t`Then the plan's limits hold again. Leave it empty for no end.`}
        value={until}
        error={errors["endsAt"]}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {own && (
        <Group>
          <Button
            variant="light"
            color="red"
            size="compact-sm"
            loading={drop.isPending}
            onClick={() => drop.mutate({ path: { grant: grant.id } })}
          >
            <Trans>Go back to the plan's limits</Trans>
          </Button>
        </Group>
      )}
    </ConfirmDialog>
  );
}
