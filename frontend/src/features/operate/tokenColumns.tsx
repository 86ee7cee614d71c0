import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text, Tooltip } from "@mantine/core";
import type { Token } from "@/client/types.gen";
import { Imported } from "@/features/tokens/Imported";
import type { Column } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

/** useTokenColumns are the columns of the inventory; revoking is offered only to those who may. */
export function useTokenColumns(onRevoke: ((token: Token) => void) | undefined): Column<Token>[] {
  const { t } = useLingui();
  return [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (token) => (
        <div>
          <TextLink to="/tokens/$token" params={{ token: token.id }} fw={600}>
            {token.name}
          </TextLink>
          <Text size="xs" c="dimmed" ff="monospace" fw={400} style={{ overflowWrap: "anywhere" }}>
            {token.hint}
          </Text>
          {token.imported && <Imported />}
        </div>
      ),
    },
    {
      key: "app",
      header: t`App and owner`,
      cell: (token) => (
        <div>
          <TextLink to="/operate/tokens" search={{ app: token.app }} style={{ paddingBlock: 3 }}>
            {token.appName}
          </TextLink>
          {token.owner && (
            <Text size="xs">
              <TextLink
                to="/operate/tokens"
                search={{ owner: token.owner }}
                style={{ display: "inline-block", lineHeight: "24px" }}
              >
                {token.ownerName || token.owner}
              </TextLink>
            </Text>
          )}
        </div>
      ),
    },
    { key: "environment", header: t`Environment`, cell: (token) => <StateBadge state={token.environment} /> },
    { key: "state", header: t`State`, cell: (token) => <StateBadge state={token.state} /> },
    {
      key: "risk",
      header: t`Risk`,
      cell: (token) => (
        <Tooltip label={token.riskReasons.join(" · ")} disabled={token.riskReasons.length === 0}>
          <span>
            <StateBadge state={token.risk} />
          </span>
        </Tooltip>
      ),
    },
    { key: "made", header: t`Made`, cell: (token) => <RelativeTime at={token.createdAt} /> },
    { key: "used", header: t`Last used`, cell: (token) => <LastUse token={token} /> },
    { key: "ends", header: t`Ends`, cell: (token) => <RelativeTime at={token.expiresAt} /> },
    {
      key: "actions",
      header: "",
      cell: (token) =>
        onRevoke &&
        token.state !== "revoked" &&
        token.state !== "expired" && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => onRevoke(token)}>
            <Trans>Revoke</Trans>
            <span className="visually-hidden"> {token.name}</span>
          </Button>
        ),
    },
  ];
}

function LastUse({ token }: { token: Token }) {
  const { t } = useLingui();
  return (
    <div>
      <RelativeTime at={token.lastUsedAt} fallback={t`never`} />
      {token.lastUsedNetwork && (
        <Text size="xs">
          <TextLink to="/operate/tokens" search={{ network: token.lastUsedNetwork }}>
            {token.lastUsedNetwork}
          </TextLink>
        </Text>
      )}
    </div>
  );
}
