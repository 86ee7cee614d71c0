import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { testWebhook } from "@/client/sdk.gen";
import type { Webhook } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Outcome } from "./Outcome";
import { webhooksChanged } from "./queries";

/** WebhookTest sends a test event and shows what came of it. */
export function WebhookTest({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const test = useMutation({
    mutationFn: async () => (await testWebhook({ path: { webhook: webhook.id } })).data,
    onSuccess: () => webhooksChanged(queryClient),
  });
  return (
    <Modal opened onClose={onClose} title={t`Send a test`} closeButtonProps={{ "aria-label": t`Close` }}>
      <Stack>
        <Text size="sm">
          <Trans>
            The event webhook.test is sent once, signed like every other, also while the webhook is paused. It may take
            15 seconds.
          </Trans>
        </Text>
        <ProblemAlert error={test.error} />
        <div role="status">{test.data && <Outcome delivery={test.data} />}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {test.data ? <Trans>Send another one</Trans> : <Trans>Send it</Trans>}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
