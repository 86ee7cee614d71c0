import { Trans } from "@lingui/react/macro";
import type { AccessRequest } from "@/client/types.gen";
import { TextLink } from "@/ui/links";

/** NextToken leads from what was granted to the token that carries it: the one that it was asked for, else a new one. */
export function NextToken({ request: { app, token, grantedScopes = [] } }: { request: AccessRequest }) {
  if (token) {
    return (
      <TextLink to="/tokens/$token" params={{ token }} search={{ scopes: grantedScopes.join(" ") }} size="sm">
        <Trans>Add these scopes to the token that needs them</Trans>
      </TextLink>
    );
  }
  return (
    <TextLink to="/apps/$app/tokens/new" params={{ app }} size="sm">
      <Trans>Make a token with it</Trans>
    </TextLink>
  );
}
