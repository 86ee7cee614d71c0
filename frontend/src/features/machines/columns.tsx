import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import type { OperatorToken } from "@/client/types.gen";
import { useRoleWord } from "@/features/people/roles";
import { useNow } from "@/lib/useNow";
import type { Column } from "@/ui/DataList";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { TakeOver } from "./TakeOver";

function stateOf(token: OperatorToken, now: number): string {
  if (token.revokedAt) return "revoked";
  if (token.expiresAt && new Date(token.expiresAt).getTime() <= now) return "expired";
  return token.refused ? "refused" : "active";
}

type Props = { onHand: (token: OperatorToken) => void; onRevoke: (token: OperatorToken) => void };

/** useMachineColumns answers what the list of operator tokens shows of each. */
export function useMachineColumns({ onHand, onRevoke }: Props): Column<OperatorToken>[] {
  const { t } = useLingui();
  const now = useNow();
  const roleWord = useRoleWord();
  const living = (token: OperatorToken) => ["active", "refused"].includes(stateOf(token, now));
  return [
    { key: "name", header: t`Name`, main: true, cell: (token) => token.name },
    { key: "role", header: t`Role`, cell: (token) => roleWord(token.role).label },
    { key: "hint", header: t`Token`, cell: (token) => <code>{token.hint}</code> },
    { key: "state", header: t`State`, cell: (token) => <StateBadge state={stateOf(token, now)} /> },
    {
      key: "owner",
      header: t`Answers for it`,
      cell: (token) => (
        <>
          {token.ownerName ?? (token.owner ? t`somebody who left` : t`nobody`)}
          {(token.unkept || token.refused) && living(token) && (
            <Text size="sm" c="dimmed">
              <Doubt token={token} />
            </Text>
          )}
        </>
      ),
    },
    { key: "ends", header: t`Ends`, cell: (token) => <RelativeTime at={token.expiresAt} fallback={t`never`} /> },
    { key: "used", header: t`Last used`, cell: (token) => <RelativeTime at={token.lastUsedAt} fallback={t`never`} /> },
    {
      key: "actions",
      header: "",
      cell: (token) =>
        living(token) && (
          <Group gap={4}>
            {(token.unkept || token.refused) && <TakeOver machine={token} />}
            <Button size="compact-sm" variant="subtle" onClick={() => onHand(token)}>
              <Trans>Hand over</Trans>
            </Button>
            <Button size="compact-sm" variant="subtle" color="red" onClick={() => onRevoke(token)}>
              <Trans>Revoke</Trans>
            </Button>
          </Group>
        ),
    },
  ];
}

/** Doubt says why somebody else should answer for a token. */
function Doubt({ token }: { token: OperatorToken }) {
  if (!token.refused) return <Trans>lost a role, and manages no operator tokens any more</Trans>;
  if (token.unkept) return <Trans>lost a role, and may do less than the token</Trans>;
  return token.ownerName ? <Trans>may not sign in any more</Trans> : null;
}
