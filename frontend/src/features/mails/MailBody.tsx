import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Group, Stack, Text } from "@mantine/core";
import type { Mail } from "@/client/types.gen";
import { MailText } from "./MailText";
import { Retry } from "./Retry";

/** MailBody is one mail with why it could not be sent, as far as that is so. */
export function MailBody({ mail, retries }: { mail: Mail; retries: boolean }) {
  const { t } = useLingui();
  const waits = mail.state === "failed" || mail.state === "kept";
  return (
    <Stack gap="sm">
      {mail.error && (
        <Alert
          color="red"
          variant="light"
          title={mail.state === "failed" ? t`It was given up` : t`The last attempt did not succeed`}
        >
          <Text size="sm">{mail.error}</Text>
          <Text size="sm">
            <Plural value={mail.attempts} one="Tried once." other="Tried # times." />{" "}
            {mail.state === "queued" && (
              <Trans>
                It is tried again by itself, for some 20 minutes; after that it waits here until you send it.
              </Trans>
            )}
          </Text>
        </Alert>
      )}
      {retries && waits && (
        <Group gap="sm">
          <Retry id={mail.id} />
          <Text size="sm" c="dimmed">
            <Trans>Links in an old mail may have expired.</Trans>
          </Text>
        </Group>
      )}
      {mail.state === "sent" ? (
        <Text size="sm" c="dimmed">
          <Trans>What was sent is not kept, because it may carry links that open something.</Trans>
        </Text>
      ) : (
        <MailText text={mail.text} />
      )}
    </Stack>
  );
}
