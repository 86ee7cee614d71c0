import { useLingui } from "@lingui/react/macro";
import { Box, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ComplianceDemand } from "@/client/types.gen";

/** Demands lists what a profile asks, with the clauses that it answers; plain leaves out whether it is met. */
export function Demands({ demands, plain }: { demands: ComplianceDemand[]; plain?: boolean }) {
  return (
    <Stack component="ul" gap="xs" mt="sm" mb={0} p={0} style={{ listStyle: "none" }}>
      {demands.map((demand) => (
        <Group component="li" key={demand.rule} gap="xs" wrap="nowrap" align="flex-start">
          {!plain && <Met met={demand.met} />}
          <Box style={{ minWidth: 0, flex: 1 }}>
            <Text size="sm">{demand.asks}</Text>
            <Text size="sm" c="dimmed">
              {demand.clauses.join(", ")}
            </Text>
          </Box>
        </Group>
      ))}
    </Stack>
  );
}

function Met({ met }: { met: boolean }) {
  const { t } = useLingui();
  return met ? (
    <IconCheck size={18} role="img" aria-label={t`Met`} color="var(--mantine-color-green-filled)" />
  ) : (
    <IconAlertTriangle size={18} role="img" aria-label={t`Missed`} color="var(--mantine-color-orange-filled)" />
  );
}
