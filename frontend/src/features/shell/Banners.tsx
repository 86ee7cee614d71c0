import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Stack } from "@mantine/core";
import { IconGavel, IconMailOff } from "@tabler/icons-react";
import { usePortal } from "@/lib/portal";
import { can, useSession } from "@/lib/session";
import { TextLink } from "@/ui/links";

const keptMails: string = "/operate/mails";
const policy: string = "/terms";

/** Banners say what everybody on this installation, or its operators, must know before anything else. */
export function Banners() {
  const { t } = useLingui();
  const portal = usePortal();
  const me = useSession();
  const mailMissing = me !== null && !me.portal.mailConfigured && can(me, "mails:read");
  const termsDue = me !== null && me.termsDue > 0;
  if (!mailMissing && !portal.demo && !termsDue) return null;
  return (
    <Stack gap="xs" mb="md" className="screen-only">
      {portal.demo && (
        <Alert color="cyan" variant="light" role="note" py={6}>
          <Trans>This is a demo: APIs, people and traffic marked as demo are samples.</Trans>
        </Alert>
      )}
      {termsDue && (
        <Alert color="blue" variant="light" role="note" icon={<IconGavel aria-hidden />} py={6}>
          {me.termsDue === 1 ? t`There is an acceptable-use policy now.` : t`The acceptable-use policy has changed.`}{" "}
          <Trans>
            <TextLink to={policy} inherit underline="always">
              Read and accept it
            </TextLink>{" "}
            before you change anything.
          </Trans>
        </Alert>
      )}
      {mailMissing && (
        <Alert color="orange" variant="light" role="note" icon={<IconMailOff aria-hidden />} py={6}>
          <Trans>
            Mail is not configured: messages are kept here instead of being sent.{" "}
            <TextLink to={keptMails} inherit>
              Read the kept mails
            </TextLink>
          </Trans>
        </Alert>
      )}
    </Stack>
  );
}
