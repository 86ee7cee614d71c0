import { Trans, useLingui } from "@lingui/react/macro";
import { Input, Radio, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { listPlansOptions } from "@/client/@tanstack/react-query.gen";
import type { AccessItem, Api, Plan } from "@/client/types.gen";
import { limitInWords, quotaInWords } from "@/features/catalog/plan";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { newItem } from "./items";
import { ScopePicker } from "./ScopePicker";

export type Item = Pick<AccessItem, "api" | "plan" | "environment"> & {
  key: string;
  scopes: string[];
  /** The call that a link prepared the item for. */
  operation?: string;
};

type Props = {
  item: Item;
  apis: Api[];
  errors: (field: "api" | "plan" | "environment" | "scopes") => ReactNode;
  onChange: (item: Item) => void;
};

/** ItemEditor chooses environment, API, plan and scopes; a choice that a new one contradicts is cleared. */
export function ItemEditor({ item, apis, errors, onChange }: Props) {
  const { t } = useLingui();
  const plans = useQuery({ ...listPlansOptions({ path: { api: item.api } }), enabled: item.api !== "" });
  const fitting = plans.data?.items.filter((plan) => plan.environments.includes(item.environment)) ?? [];
  return (
    <Stack>
      <Input.Wrapper label={t`Environment`} labelElement="div" error={errors("environment")}>
        <div>
          <SegmentedControl
            aria-label={t`Environment`}
            value={item.environment}
            onChange={(value) => onChange({ ...item, environment: value === "live" ? "live" : "sandbox", plan: "" })}
            data={[
              { value: "sandbox", label: t`Sandbox` },
              { value: "live", label: t`Live` },
            ]}
          />
        </div>
      </Input.Wrapper>
      <Select
        label={t`API`}
        required
        searchable
        allowDeselect={false}
        value={item.api || null}
        error={errors("api")}
        onChange={(api) => onChange({ ...newItem(), key: item.key, environment: item.environment, api: api ?? "" })}
        data={apis.map((api) => ({ value: api.slug, label: api.name }))}
      />
      <ProblemAlert error={plans.error} retry={() => void plans.refetch()} />
      {plans.data && (
        <Radio.Group
          label={t`Plan`}
          required
          value={item.plan}
          error={errors("plan")}
          onChange={(plan) => onChange({ ...item, plan })}
        >
          <Stack gap="sm" mt="xs">
            {fitting.map((plan) => (
              <Radio key={plan.id} value={plan.id} label={plan.name} description={<PlanInWords plan={plan} />} />
            ))}
            {fitting.length === 0 && (
              <Text size="sm" c="dimmed">
                <Trans>This API offers no plan for this environment.</Trans>
              </Text>
            )}
          </Stack>
        </Radio.Group>
      )}
      {item.api && (
        <ScopePicker
          api={item.api}
          {...(item.operation && { operation: item.operation })}
          value={item.scopes}
          error={errors("scopes")}
          onChange={(scopes) => onChange({ ...item, scopes })}
        />
      )}
    </Stack>
  );
}

function PlanInWords({ plan }: { plan: Plan }) {
  const { t } = useLingui();
  const limits = plan.limits.map(limitInWords);
  const quota = plan.quota ? [quotaInWords(plan)] : [];
  const decided = plan.approval === "automatic" ? t`granted at once` : t`decided by a person`;
  const about = plan.description?.replace(/\.$/, "");
  return [about, ...limits, ...quota, decided].filter(Boolean).join(" · ");
}
