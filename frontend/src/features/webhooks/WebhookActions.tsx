import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pauseWebhook } from "@/client/sdk.gen";
import type { Webhook } from "@/client/types.gen";
import { done, failed } from "@/ui/notify";
import { EndWebhookDialog } from "./EndWebhookDialog";
import { webhooksChanged } from "./queries";
import { RotateDialog } from "./RotateDialog";
import { WebhookDialog } from "./WebhookDialog";
import { WebhookTest } from "./WebhookTest";

type Act = "test" | "change" | "rotate" | "resume" | "delete";

/** WebhookActions offers what can be done with a webhook. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [act, setAct] = useState<Act | undefined>();
  const close = () => setAct(undefined);
  const pause = useMutation({
    mutationFn: () => pauseWebhook({ path: { webhook: webhook.id } }),
    onSuccess: async () => {
      done(t`The webhook is paused`);
      await webhooksChanged(queryClient);
    },
    onError: failed,
  });
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={() => setAct("test")}>
        <Trans>Send a test</Trans>
      </Button>
      {webhook.state === "active" ? (
        <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
          <Trans>Pause</Trans>
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => setAct("resume")}>
          <Trans>Resume</Trans>
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t`More about the webhook`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAct("change")}>
            <Trans>Change</Trans>
          </Menu.Item>
          <Menu.Item onClick={() => setAct("rotate")}>
            <Trans>Rotate the secret</Trans>
          </Menu.Item>
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setAct("delete")}>
            <Trans>Delete the webhook</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {act === "test" && <WebhookTest webhook={webhook} onClose={close} />}
      {act === "change" && <WebhookDialog app={webhook.app} webhook={webhook} onClose={close} />}
      {act === "rotate" && <RotateDialog webhook={webhook} onClose={close} />}
      {(act === "resume" || act === "delete") && <EndWebhookDialog webhook={webhook} act={act} onClose={close} />}
    </Group>
  );
}
