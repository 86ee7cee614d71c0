import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Text } from "@mantine/core";
import type { Webhook } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";

/** WebhookTrouble says why a webhook gets nothing, or doesn't take what it gets. */
export function WebhookTrouble({ webhook }: { webhook: Webhook }) {
  const { t } = useLingui();
  const { state, cause, stoppedAt, failingSince } = webhook;
  if (state === "paused")
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          Paused <RelativeTime at={stoppedAt} />. What happens meanwhile waits for up to 30 days.
        </Trans>
      </Text>
    );
  if (state === "stopped")
    return (
      <Alert color="red" variant="light" title={t`The portal stopped this webhook`}>
        {cause === "gone" && <Trans>It answered 410: nobody is there any more.</Trans>}
        {cause === "failing" && <Trans>It took nothing for three days.</Trans>}
        {cause === "orphaned" && <Trans>The person that it answers to may not have it any more.</Trans>}{" "}
        {cause === "orphaned" ? (
          <Trans>
            Look at the address before you resume it: it answers to you then. Nothing is kept for it meanwhile.
          </Trans>
        ) : (
          <Trans>What happens meanwhile waits for up to 30 days. Send a test, then resume it.</Trans>
        )}
      </Alert>
    );
  if (!failingSince) return null;
  return (
    <Alert color="orange" variant="light" title={t`It doesn't take what it gets`}>
      <Trans>
        Every attempt has failed since <RelativeTime at={failingSince} />. Each event is tried ten times over three
        days; after that the webhook stops.
      </Trans>
    </Alert>
  );
}
