import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { Grant } from "@/client/types.gen";
import { GrantTerms } from "@/features/apps/GrantTerms";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StateBadge } from "@/ui/StateBadge";
import { OwnLimitsDialog } from "./OwnLimitsDialog";
import { PauseDialog } from "./PauseDialog";

/** GrantsPanel lets those who decide on access change what an app was granted: its limits, or a pause. */
export function GrantsPanel({ app, appName }: { app: string; appName: string }) {
  const { t } = useLingui();
  const grants = useQuery(listGrantsOptions({ path: { app } }));
  const living = grants.data?.items.filter((grant) => grant.state !== "ended") ?? [];
  if (grants.isPending) return null;
  return (
    <Panel title={t`What ${appName} may use now`}>
      <ProblemAlert error={grants.error} retry={() => void grants.refetch()} />
      {grants.data && living.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>Nothing: it has no access at present.</Trans>
        </Text>
      )}
      <Stack component="ul" p={0} m={0} gap="md" style={{ listStyle: "none" }}>
        {living.map((grant) => (
          <GrantLine key={grant.id} grant={grant} />
        ))}
      </Stack>
    </Panel>
  );
}

function GrantLine({ grant }: { grant: Grant }) {
  const { t } = useLingui();
  const [opened, setOpened] = useState<"limits" | "pause">();
  const close = () => setOpened(undefined);
  const paused = grant.state === "paused";
  return (
    <Group component="li" justify="space-between" align="flex-start" gap="sm">
      <div>
        <Group gap="xs">
          <Text fw={600}>{grant.apiName}</Text>
          <StateBadge state={grant.environment} />
          {paused && <StateBadge state="paused" />}
        </Group>
        <Text size="sm" component="div">
          <GrantTerms grant={grant} />
        </Text>
      </div>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t`Limits of ${grant.apiName} in ${grant.environment}`}
          onClick={() => setOpened("limits")}
        >
          <Trans>Limits…</Trans>
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={
            paused
              ? t`Resume ${grant.apiName} in ${grant.environment}`
              : t`Pause ${grant.apiName} in ${grant.environment}`
          }
          onClick={() => setOpened("pause")}
        >
          {paused ? <Trans>Resume…</Trans> : <Trans>Pause…</Trans>}
        </Button>
      </Group>
      {opened === "limits" && <OwnLimitsDialog grant={grant} onClose={close} />}
      {opened === "pause" && <PauseDialog grant={grant} onClose={close} />}
    </Group>
  );
}
