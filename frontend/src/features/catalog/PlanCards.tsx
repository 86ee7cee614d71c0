import { Trans, useLingui } from "@lingui/react/macro";
import { Card, Group, List, SimpleGrid, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listPlansOptions } from "@/client/@tanstack/react-query.gen";
import type { Plan } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { StateBadge } from "@/ui/StateBadge";
import { limitInWords, quotaInWords } from "./plan";

/** PlanCards shows what an API offers: how much, where, and who decides. */
export function PlanCards({ api }: { api: string }) {
  const { t } = useLingui();
  const plans = useQuery(listPlansOptions({ path: { api } }));
  return (
    <section aria-label={t`Plans`}>
      <Title order={2} size="h4" mb="sm">
        <Trans>Plans</Trans>
      </Title>
      <ProblemAlert error={plans.error} retry={() => void plans.refetch()} />
      {plans.isPending && <BlockSkeleton height={140} />}
      {plans.data?.items.length === 0 && (
        <Text c="dimmed">
          <Trans>No plan yet: access can be asked for once the people who run this API offer one.</Trans>
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {plans.data?.items.map((plan) => (
          <PlanCard key={plan.id} plan={plan} />
        ))}
      </SimpleGrid>
    </section>
  );
}

function PlanCard({ plan }: { plan: Plan }) {
  return (
    <Card withBorder padding="lg">
      <Group justify="space-between" gap="xs" mb={4}>
        <Title order={3} size="h5">
          {plan.name}
        </Title>
        <Group gap={4}>
          {plan.environments.map((environment) => (
            <StateBadge key={environment} state={environment} />
          ))}
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {plan.description}
      </Text>
      <List size="sm" spacing={4}>
        {plan.limits.map((limit) => (
          <List.Item key={limit.name}>{limitInWords(limit)}</List.Item>
        ))}
        <List.Item>{quotaInWords(plan)}</List.Item>
        <List.Item>
          {plan.approval === "automatic" ? <Trans>granted at once</Trans> : <Trans>a person decides</Trans>}
        </List.Item>
      </List>
    </Card>
  );
}
