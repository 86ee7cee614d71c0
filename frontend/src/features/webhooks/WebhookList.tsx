import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { EmptyState } from "@/ui/EmptyState";
import { DeliveryLog } from "./DeliveryLog";
import { webhooksOptions } from "./queries";
import { WebhookDialog } from "./WebhookDialog";
import { WebhookPanel } from "./WebhookPanel";

/** Chosen is the part of the address that says whose log is open, and what of it is shown. */
export type Chosen = { webhook?: string | undefined; status?: string | undefined };

type Props = {
  /** Without one they are the portal's. */
  app: string | undefined;
  viewed: boolean;
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
  children: ReactNode;
};

const most = 10;

/** WebhookList shows webhooks, each with its log on demand. */
export function WebhookList({ app, viewed, chosen, onChoose, children }: Props) {
  const { t } = useLingui();
  const [opened, dialog] = useDisclosure(false);
  const { data: webhooks } = useSuspenseQuery(webhooksOptions(app));
  const create = !viewed && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open} disabled={webhooks.length >= most}>
      <Trans>Add a webhook</Trans>
    </Button>
  );
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        {children}
        {webhooks.length > 0 && create}
      </Group>
      {webhooks.map((webhook) => {
        const open = webhook.id === chosen.webhook;
        const toggle = () => onChoose({ webhook: open ? undefined : webhook.id, status: undefined });
        return (
          <WebhookPanel key={webhook.id} webhook={webhook} viewed={viewed} open={open} onToggle={toggle}>
            <DeliveryLog
              webhook={webhook}
              viewed={viewed}
              state={chosen.status}
              onState={(status) => onChoose({ status })}
            />
          </WebhookPanel>
        );
      })}
      {webhooks.length === 0 && (
        <EmptyState icon={IconWebhook} title={t`No webhook yet`} action={create}>
          {viewed ? (
            <Trans>No program is told what happens here.</Trans>
          ) : (
            <Trans>Add one where a program should act on a revoked token, an expiry or a decision by itself.</Trans>
          )}
        </EmptyState>
      )}
      {opened && <WebhookDialog app={app} onClose={dialog.close} />}
    </Stack>
  );
}
