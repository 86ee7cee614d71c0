import { Trans, useLingui } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { wasDeclined } from "@/lib/passkeys";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** PasskeyProblem tells a declined browser dialog (nothing happened, try again) from a refusal by the server. */
export function PasskeyProblem({ error }: { error: unknown }) {
  const { t } = useLingui();
  if (!wasDeclined(error)) return <ProblemAlert error={error} />;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconFingerprint aria-hidden />}
      title={t`The passkey was not used`}
      role="alert"
    >
      <Trans>
        The browser's dialog was closed or ran out of time. Nothing was changed; try again when you are ready.
      </Trans>
    </Alert>
  );
}
