import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text } from "@mantine/core";
import type { WebhookDelivery } from "@/client/types.gen";
import { CodeBlock } from "@/ui/CodeBlock";
import { StateBadge } from "@/ui/StateBadge";

/** Outcome says what the last attempt at a delivery came to. */
export function Outcome({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useLingui();
  const { state, status, millis, problem, answer, lastAt } = delivery;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <StateBadge state={state} />
        {lastAt && (
          <Text size="sm">
            {status > 0 ? (
              <Trans>
                Answered {status} within {millis} ms
              </Trans>
            ) : (
              <Trans>No answer after {millis} ms</Trans>
            )}
          </Text>
        )}
      </Group>
      {problem && <Text size="sm">{problem}</Text>}
      {answer && <CodeBlock code={answer} label={t`Beginning of the answer`} />}
    </Stack>
  );
}
