import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getWebhookDelivery, replayWebhookDelivery } from "@/client/sdk.gen";
import { CodeBlock } from "@/ui/CodeBlock";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Outcome } from "./Outcome";
import { webhooksChanged } from "./queries";

type Props = { webhook: string; id: string; viewed: boolean; onClose: () => void };

/** DeliveryDialog shows what was sent and what came of it, and sends it again. */
export function DeliveryDialog({ webhook, id, viewed, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const path = { webhook, delivery: id };
  const { data, error } = useQuery({
    queryKey: ["webhooks", "log", webhook, "one", id],
    queryFn: async () => (await getWebhookDelivery({ path })).data,
  });
  const replay = useMutation({
    mutationFn: () => replayWebhookDelivery({ path }),
    onSuccess: async () => {
      onClose();
      done(t`It is sent again`);
      await webhooksChanged(queryClient);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={data?.event ?? t`Delivery`}
      size="lg"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        <ProblemAlert error={error ?? replay.error} />
        {data && (
          <>
            <Outcome delivery={data} />
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              webhook-id: {data.messageId}
            </Text>
            <CodeBlock code={indented(data.body ?? "")} label={t`What was sent`} />
            {!viewed && data.state !== "waiting" && (
              <Group justify="flex-end">
                <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
                  <Trans>Send it again</Trans>
                </Button>
              </Group>
            )}
          </>
        )}
      </Stack>
    </Modal>
  );
}

const indented = (body: string) => JSON.stringify(JSON.parse(body || "{}"), null, 2);
