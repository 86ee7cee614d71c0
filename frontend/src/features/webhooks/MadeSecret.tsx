import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { SecretOnce } from "@/ui/SecretOnce";

/** MadeSecret shows a new signing secret the only time, or says that there is none. */
export function MadeSecret({ secret, onClose }: { secret: string | null | undefined; onClose: () => void }) {
  return (
    <Stack>
      {secret ? (
        <SecretOnce
          secret={secret}
          variable="GATEHOUSE_WEBHOOK_SECRET"
          kept={<Trans>It is shown once: the portal keeps it sealed, to sign with it.</Trans>}
          lost={<Trans>If it gets lost, rotate it.</Trans>}
        />
      ) : (
        <Text size="sm">
          <Trans>The webhook keeps its secret.</Trans>
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{secret ? <Trans>I have kept it</Trans> : <Trans>Done</Trans>}</Button>
      </Group>
    </Stack>
  );
}
