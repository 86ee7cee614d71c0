import { Trans } from "@lingui/react/macro";
import type { Token } from "@/client/types.gen";

/** Uses says how often an ephemeral token was used, of how often it may be. */
export function Uses({ token: { ephemeral } }: { token: Token }) {
  if (!ephemeral?.usesMax) return <Trans>any number</Trans>;
  const { uses, usesMax } = ephemeral;
  return (
    <Trans>
      {uses} of {usesMax}
    </Trans>
  );
}
