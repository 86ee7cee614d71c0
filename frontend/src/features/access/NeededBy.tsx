import { Trans } from "@lingui/react/macro";
import { Code, Text } from "@mantine/core";
import type { OperationScopes } from "@/client/types.gen";

type Props = { call: OperationScopes; api: string };

/** NeededBy says which scopes a call needs that somebody came from. */
export function NeededBy({ call: { method, path, scopes }, api }: Props) {
  const call = <Code style={{ overflowWrap: "anywhere" }}>{`${method} ${path}`}</Code>;
  if (scopes.length === 0)
    return (
      <Text size="sm">
        <Trans>The call {call} needs no scope: access to the API is enough.</Trans>
      </Text>
    );
  const needed = scopes.map((scope) => `${api}:${scope}`).join(" ");
  return (
    <Text size="sm">
      <Trans>
        The call {call} needs <Code style={{ overflowWrap: "anywhere" }}>{needed}</Code>.
      </Trans>
    </Text>
  );
}
