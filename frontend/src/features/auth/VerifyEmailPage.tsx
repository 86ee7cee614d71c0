import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { verifyEmailMutation } from "@/client/@tanstack/react-query.gen";
import type { RegisterResult } from "@/client/types.gen";
import { useLinkSecret } from "@/lib/fragment";
import { ButtonLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PasskeyStep } from "./PasskeyStep";
import { Welcome } from "./Welcome";

const route = getRouteApi("/verify-email");

/** VerifyEmailPage confirms on click, not on opening, because mail scanners open links. */
export function VerifyEmailPage() {
  const { t } = useLingui();
  const token = useLinkSecret("token", route.useSearch().token);
  const [result, setResult] = useState<RegisterResult>();
  const verify = useMutation(verifyEmailMutation());
  if (result) {
    return (
      <NarrowPage title={t`Keep your recovery codes`}>
        <Welcome result={result} />
      </NarrowPage>
    );
  }
  if (verify.data) {
    return (
      <NarrowPage title={t`Make your passkey`} lead={<Trans>For {verify.data.email}</Trans>}>
        <PasskeyStep onDone={setResult} first />
      </NarrowPage>
    );
  }
  return (
    <NarrowPage title={t`Confirm your address`}>
      <Stack>
        {token ? (
          <>
            <Text size="sm">
              <Trans>Confirm that you asked for an account with this address. The next step makes your passkey.</Trans>
            </Text>
            <ProblemAlert error={verify.error} />
            <Button loading={verify.isPending} onClick={() => verify.mutate({ body: { token } })}>
              <Trans>Confirm my address</Trans>
            </Button>
          </>
        ) : (
          <Text>
            <Trans>This link is incomplete. Open the whole link from the mail.</Trans>
          </Text>
        )}
        {(verify.isError || !token) && (
          <ButtonLink to="/sign-up" variant="default">
            <Trans>Ask for a new link</Trans>
          </ButtonLink>
        )}
      </Stack>
    </NarrowPage>
  );
}
