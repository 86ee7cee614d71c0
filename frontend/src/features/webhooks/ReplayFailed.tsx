import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Select, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { replayWebhookFailures } from "@/client/sdk.gen";
import type { Webhook } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { webhooksChanged } from "./queries";

const day = 24 * 60 * 60 * 1000;

/** ReplayFailed sends everything again that was given up since some days. */
export function ReplayFailed({ webhook }: { webhook: Webhook }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [days, setDays] = useState("30");
  const replay = useMutation({
    mutationFn: async () => {
      const since = new Date(Date.now() - Number(days) * day).toISOString();
      return (await replayWebhookFailures({ path: { webhook: webhook.id }, body: { since } })).data.deliveries;
    },
    onSuccess: async (sent) => {
      dialog.close();
      done(t`Sent again: ${sent}`);
      await webhooksChanged(queryClient);
    },
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={dialog.open}>
        <Trans>Send failed ones again</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={dialog.close}
        title={t`Send failed ones again?`}
        confirm={t`Send them`}
        busy={replay.isPending}
        error={replay.error}
        onConfirm={() => replay.mutate()}
      >
        <Text size="sm">
          <Plural value={webhook.failed} one="# delivery was given up." other="# deliveries were given up." />{" "}
          <Trans>Each keeps its webhook-id, by which the receiver knows what it has seen.</Trans>
        </Text>
        <Select
          label={t`Since`}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? "30")}
          data={[
            { value: "1", label: t`Yesterday` },
            { value: "7", label: t`A week ago` },
            { value: "30", label: t`30 days ago` },
          ]}
        />
      </ConfirmDialog>
    </>
  );
}
