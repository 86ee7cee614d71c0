import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deletePlanMutation, listPlansOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Plan } from "@/client/types.gen";
import { limitInWords, quotaInWords } from "@/features/catalog/plan";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { done } from "@/ui/notify";
import { StateBadge } from "@/ui/StateBadge";
import { PlanDialog } from "./PlanDialog";
import { opensSandbox } from "./planValues";
import { useApiChanged } from "./useApiChanged";

export function PlansTab({ api }: { api: Api }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listPlansOptions({ path: { api: api.slug } }));
  const [editing, setEditing] = useState<Plan | "new" | undefined>();
  const [removing, setRemoving] = useState<Plan | undefined>();
  const columns: Column<Plan>[] = [
    { key: "name", header: t`Name`, main: true, cell: (plan) => plan.name },
    {
      key: "where",
      header: t`Where`,
      cell: (plan) => (
        <Group gap={4}>
          {plan.environments.map((environment) => (
            <StateBadge key={environment} state={environment} />
          ))}
        </Group>
      ),
    },
    { key: "limits", header: t`Limits`, cell: (plan) => plan.limits.map(limitInWords).join(" · ") || t`none` },
    { key: "quota", header: t`Quota`, cell: quotaInWords },
    {
      key: "approval",
      header: t`Decided`,
      cell: (plan) => (plan.approval === "automatic" ? t`at once` : t`by a person`),
    },
    {
      key: "actions",
      header: "",
      cell: (plan) => (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" onClick={() => setEditing(plan)}>
            <Trans>Edit</Trans>
          </Button>
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRemoving(plan)}>
            <Trans>Remove</Trans>
          </Button>
        </Group>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing("new")}>
      <Trans>New plan</Trans>
    </Button>
  );
  return (
    <Stack>
      {data.items.length > 0 && <Group>{add}</Group>}
      <DataList
        label={t`Plans`}
        rows={data.items}
        columns={columns}
        rowKey={(plan) => plan.id}
        empty={
          <EmptyState icon={IconListCheck} title={t`No plan yet`} action={add}>
            <Trans>A plan says how much an app may call, where, and who decides. Without one nobody can ask.</Trans>
          </EmptyState>
        }
      />
      {data.items.length > 0 && <Missing plans={data.items} />}
      {editing && (
        <PlanDialog
          api={api}
          plan={editing === "new" ? undefined : editing}
          beside={data.items}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && <RemovePlan api={api} plan={removing} onClose={() => setRemoving(undefined)} />}
    </Stack>
  );
}

/** Missing says what developers can't have with the plans that there are. */
function Missing({ plans }: { plans: Plan[] }) {
  return (
    <>
      {!plans.some(opensSandbox) && (
        <Text size="sm" c="dimmed">
          <Trans>
            The first token of a new app can't call this API: no plan gives the sandbox at once, so each app has to ask.
          </Trans>
        </Text>
      )}
      {!plans.some(({ environments }) => environments.includes("live")) && (
        <Text size="sm" c="dimmed">
          <Trans>Nobody can ask for live access: no plan covers it.</Trans>
        </Text>
      )}
    </>
  );
}

function RemovePlan({ api, plan, onClose }: { api: Api; plan: Plan; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const remove = useMutation({
    ...deletePlanMutation(),
    onSuccess: async () => {
      onClose();
      done(t`${plan.name} is removed`);
      await changed();
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Remove ${plan.name}?`}
      confirm={t`Remove`}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { api: api.slug, plan: plan.id } })}
    >
      <Text size="sm">
        <Trans>Nobody can ask for it any more. A plan that apps hold access with can't be removed.</Trans>
      </Text>
    </ConfirmDialog>
  );
}
