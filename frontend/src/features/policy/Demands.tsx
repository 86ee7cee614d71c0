import { useLingui } from "@lingui/react/macro";
import { Box, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ComplianceDemand } from "@/client/types.gen";

/** Demands lists what a profile asks, with the clauses that it answers. */
export function Demands({ demands }: { demands: ComplianceDemand[] }) {
  const { t } = useLingui();
  return (
    <Stack component="ul" gap="xs" mt="sm" mb={0} p={0} style={{ listStyle: "none" }}>
      {demands.map((demand) => (
        <Group component="li" key={demand.rule} gap="xs" wrap="nowrap" align="flex-start">
          {demand.met ? (
            <IconCheck size={18} role="img" aria-label={t`Met`} color="var(--mantine-color-green-filled)" />
          ) : (
            <IconAlertTriangle size={18} role="img" aria-label={t`Missed`} color="var(--mantine-color-orange-filled)" />
          )}
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
