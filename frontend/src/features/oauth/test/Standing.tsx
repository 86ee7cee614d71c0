import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Text } from "@mantine/core";
import type { OAuthTokenAnswer } from "@/client/types.gen";

/** Standing says in words what the portal knows of an access token. */
export function Standing({ answer }: { answer: OAuthTokenAnswer }) {
  const { t } = useLingui();
  const words = {
    works: t`It works`,
    ended: t`Its time is over`,
    early: t`It is not valid yet`,
    refused: t`It is refused`,
    foreign: t`It is not a token of this client`,
  }[answer.standing];
  const scopes = answer.scopes.join(", ");
  return (
    <Alert role="status" color={answer.standing === "works" ? "green" : "orange"} variant="light" title={words}>
      <Text size="sm">
        {answer.standing === "works" && scopes !== "" && (
          <Trans>The gateway takes it at this moment, with the scopes {scopes}.</Trans>
        )}
        {answer.standing === "works" && scopes === "" && (
          <Trans>The gateway takes it at this moment, for operations that need no scope.</Trans>
        )}
        {answer.standing === "ended" && <Trans>Access tokens live for five minutes. Ask for another one.</Trans>}
        {answer.standing === "early" && (
          <Trans>Wait until it begins, or look at the clock of the machine that shows another time.</Trans>
        )}
        {answer.standing === "refused" && (
          <Trans>
            Its time is not over, but the token was revoked, or its client, app, access or signing key no longer counts.
          </Trans>
        )}
        {answer.standing === "foreign" && (
          <Trans>Look whether it was copied whole, and which client asked for it.</Trans>
        )}
      </Text>
    </Alert>
  );
}
