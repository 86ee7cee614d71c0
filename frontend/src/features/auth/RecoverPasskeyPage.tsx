import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { RegisterResult } from "@/client/types.gen";
import { NarrowPage } from "@/ui/NarrowPage";
import { PasskeyStep } from "./PasskeyStep";
import { useSignedIn } from "./useSignedIn";
import { Welcome } from "./Welcome";

/** RecoverPasskeyPage is the one thing that a session from a recovery code or link may do. */
export function RecoverPasskeyPage() {
  const { t } = useLingui();
  const signedIn = useSignedIn();
  const [result, setResult] = useState<RegisterResult>();
  const done = (registered: RegisterResult) => {
    if (registered.recoveryCodes?.length) setResult(registered);
    else void signedIn();
  };
  return (
    <NarrowPage
      title={result ? t`Keep your recovery codes` : t`Make a new passkey`}
      lead={
        !result && (
          <Trans>You are let in for this one step. Until you have a passkey again, it is all you can do.</Trans>
        )
      }
    >
      {result ? <Welcome result={result} /> : <PasskeyStep onDone={done} />}
    </NarrowPage>
  );
}
