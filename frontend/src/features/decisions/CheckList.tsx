import { Trans } from "@lingui/react/macro";
import { Box, Code, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX } from "@tabler/icons-react";
import type { Check } from "@/client/types.gen";

/** CheckList shows a decision's checks in order, with what was asked and what was held where they differ. */
export function CheckList({ checks }: { checks: Check[] }) {
  return (
    <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
      {checks.map((check) => (
        <Group component="li" key={check.name} align="flex-start" gap="sm" wrap="nowrap">
          <Outcome check={check} />
          <Box style={{ minWidth: 0 }}>
            <Text fw={600}>
              {check.name}{" "}
              <Text span size="sm" c="dimmed" fw={400}>
                {check.skipped ? (
                  <Trans>not reached</Trans>
                ) : check.passed ? (
                  <Trans>passed</Trans>
                ) : (
                  <Trans>failed</Trans>
                )}
              </Text>
            </Text>
            {check.message && <Text size="sm">{check.message}</Text>}
            {(check.asked || check.held) && (
              <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {check.asked && (
                  <>
                    <Trans>asked</Trans> <Code>{check.asked}</Code>{" "}
                  </>
                )}
                {check.held && (
                  <>
                    <Trans>held</Trans> <Code>{check.held}</Code>
                  </>
                )}
              </Text>
            )}
          </Box>
        </Group>
      ))}
    </Stack>
  );
}

function Outcome({ check }: { check: Check }) {
  const style = { flexShrink: 0, marginTop: 2 };
  if (check.skipped) return <IconCircleMinus size={20} style={style} color="var(--mantine-color-dimmed)" aria-hidden />;
  if (check.passed) return <IconCircleCheck size={20} style={style} color="var(--mantine-color-green-7)" aria-hidden />;
  return <IconCircleX size={20} style={style} color="var(--mantine-color-red-7)" aria-hidden />;
}
