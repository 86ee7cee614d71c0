import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, List, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck, IconPlugConnected, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { tryUpstreamMutation } from "@/client/@tanstack/react-query.gen";
import type { TargetTrial } from "@/client/types.gen";
import { milliseconds } from "@/lib/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Draft, toUpstream } from "./draft";

type Props = { api: string; environment: "sandbox" | "live"; draft: Draft };

/** TestConnection asks the server to try what stands in the form, before it is saved. */
export function TestConnection({ api, environment, draft }: Props) {
  const trial = useMutation(tryUpstreamMutation());
  return (
    <Stack gap="sm" mt="md">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={trial.isPending}
          onClick={() => trial.mutate({ path: { api, environment }, body: toUpstream(draft) })}
        >
          <Trans>Test connection</Trans>
        </Button>
        <Text size="sm" c="dimmed">
          <Trans>From the gateway, with what stands here; nothing is saved.</Trans>
        </Text>
      </Group>
      <ProblemAlert error={trial.error} />
      <div aria-live="polite">
        {trial.data?.targets.map((target) => (
          <Tried key={target.url} target={target} />
        ))}
      </div>
    </Stack>
  );
}

function Tried({ target }: { target: TargetTrial }) {
  const { t } = useLingui();
  return (
    <Stack gap={4} mb="sm">
      <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
        {target.url}
      </Text>
      <List spacing={4} size="sm" listStyleType="none" center={false}>
        {target.steps.map(({ name, ok, message, fix, ms }) => (
          <List.Item
            key={name}
            icon={
              <ThemeIcon
                size={18}
                radius="xl"
                variant="light"
                color={ok ? "green" : "red"}
                aria-label={ok ? t`well` : t`failed`}
                role="img"
              >
                {ok ? <IconCheck size={12} aria-hidden /> : <IconX size={12} aria-hidden />}
              </ThemeIcon>
            }
          >
            {message}{" "}
            <Text span size="sm" c="dimmed">
              {milliseconds(ms)}
            </Text>
            {fix && (
              <Text size="sm" fw={500}>
                {fix}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
