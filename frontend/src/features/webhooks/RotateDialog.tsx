import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { rotateWebhookSecretMutation } from "@/client/@tanstack/react-query.gen";
import type { Webhook } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { MadeSecret } from "./MadeSecret";
import { webhooksChanged } from "./queries";

const day = 24 * 60 * 60;

/** RotateDialog makes another signing secret, and shows it the only time. */
export function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState(String(day));
  const rotate = useMutation({
    ...rotateWebhookSecretMutation(),
    gcTime: 0,
    onSuccess: () => webhooksChanged(queryClient),
  });
  const secret = rotate.data?.secret;
  return (
    <Modal
      opened
      onClose={onClose}
      title={rotate.data ? t`The secret is made` : t`Rotate the secret`}
      size="lg"
      closeOnClickOutside={!secret}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {rotate.data ? (
        <MadeSecret secret={secret} onClose={onClose} />
      ) : (
        <Stack>
          <Radio.Group label={t`How long the old secret signs too`} value={overlap} onChange={setOverlap}>
            <Stack gap="xs" mt="xs">
              <Radio
                value={String(day)}
                label={t`A day`}
                description={t`Every message carries both signatures; put the new secret in place meanwhile.`}
              />
              <Radio value={String(7 * day)} label={t`A week`} />
              <Radio
                value="0"
                label={t`Not at all`}
                description={t`Somebody else knows it: what it signs is worth nothing from now on.`}
              />
            </Stack>
          </Radio.Group>
          <ProblemAlert error={rotate.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button
              loading={rotate.isPending}
              onClick={() =>
                rotate.mutate({ path: { webhook: webhook.id }, body: { overlapSeconds: Number(overlap) } })
              }
            >
              <Trans>Make the secret</Trans>
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
