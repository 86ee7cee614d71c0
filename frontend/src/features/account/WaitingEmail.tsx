import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconMailFast } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  cancelEmailChangeMutation,
  getMyEmailQueryKey,
  resendEmailChangeMutation,
} from "@/client/@tanstack/react-query.gen";
import type { WaitingEmail as Waiting } from "@/client/types.gen";
import { usePortal } from "@/lib/portal";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";

/** WaitingEmail says which address waits for its confirmation, and lets it be sent again or given up. */
export function WaitingEmail({ waiting }: { waiting: Waiting }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { mailConfigured } = usePortal();
  const { email } = waiting;
  const resend = useMutation({
    ...resendEmailChangeMutation(),
    onSuccess: (said) => {
      client.setQueryData(getMyEmailQueryKey(), said);
      done(t`A new link is on its way`);
    },
  });
  const cancel = useMutation({
    ...cancelEmailChangeMutation(),
    onSettled: () => client.invalidateQueries({ queryKey: getMyEmailQueryKey() }),
    onSuccess: () => done(t`Your address stays as it is`),
  });
  return (
    <Alert variant="light" icon={<IconMailFast aria-hidden />} title={t`${email} waits for its confirmation`}>
      <Stack gap="sm">
        <Text size="sm">
          <Trans>
            We sent it a link <RelativeTime at={waiting.sentAt} />. Open it where you are signed in; it ends{" "}
            <RelativeTime at={waiting.expiresAt} />. If nothing arrives, look whether the address is right and not one
            of another account.
          </Trans>
        </Text>
        {!mailConfigured && (
          <Text size="sm">
            <Trans>This portal sends no mail yet: its operators find the message under “Mails”.</Trans>
          </Text>
        )}
        <ProblemAlert error={resend.error ?? cancel.error} />
        <Group gap="xs">
          <Button size="xs" variant="default" loading={resend.isPending} onClick={() => resend.mutate({})}>
            <Trans>Send it again</Trans>
          </Button>
          <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({})}>
            <Trans>Keep my address</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
