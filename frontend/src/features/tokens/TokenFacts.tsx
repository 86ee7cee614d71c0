import { Trans, useLingui } from "@lingui/react/macro";
import { Group, List, Stack, Text } from "@mantine/core";
import type { Token } from "@/client/types.gen";
import { ScopeList } from "@/features/access/ScopeList";
import { CopyIcon } from "@/ui/CopyField";
import { Facts } from "@/ui/Facts";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Uses } from "./Uses";

/** TokenFacts is what is shown of a token for ever; the secret never is. */
export function TokenFacts({ token }: { token: Token }) {
  const { t } = useLingui();
  return (
    <Facts
      facts={[
        {
          term: t`Id`,
          value: (
            <Group gap={4} wrap="nowrap">
              <Text ff="monospace" size="sm" span style={{ overflowWrap: "anywhere" }}>
                {token.id}
              </Text>
              <CopyIcon value={token.id} what={t`token id`} />
            </Group>
          ),
        },
        {
          term: t`Looks like`,
          value: (
            <Text ff="monospace" size="sm" span style={{ overflowWrap: "anywhere" }}>
              {token.hint}
            </Text>
          ),
        },
        ...(token.ephemeral
          ? [
              {
                term: t`Minted by`,
                value: (
                  <TextLink to="/tokens/$token" params={{ token: token.ephemeral.parent }}>
                    {token.ephemeral.parentName || token.ephemeral.parent}
                  </TextLink>
                ),
              },
              { term: t`Uses`, value: <Uses token={token} /> },
            ]
          : []),
        { term: t`Risk`, value: <Risk token={token} /> },
        { term: t`Scopes`, value: <ScopeList scopes={token.scopes} /> },
        { term: t`Networks`, value: token.networks.join(", ") || t`any` },
        { term: t`Origins`, value: token.origins.join(", ") || t`any` },
        { term: t`Made`, value: <RelativeTime at={token.createdAt} /> },
        { term: t`Works from`, value: <RelativeTime at={token.notBefore} fallback={t`at once`} /> },
        { term: t`Expires`, value: <RelativeTime at={token.expiresAt} /> },
        { term: t`Last used`, value: <LastUse token={token} /> },
      ]}
    />
  );
}

function Risk({ token }: { token: Token }) {
  return (
    <Stack gap={4}>
      <StateBadge state={token.risk} />
      {token.riskReasons.length > 0 && (
        <List size="sm" c="dimmed">
          {token.riskReasons.map((reason) => (
            <List.Item key={reason}>{reason}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

function LastUse({ token }: { token: Token }) {
  if (!token.lastUsedAt) return <Trans>never</Trans>;
  return (
    <>
      <RelativeTime at={token.lastUsedAt} />
      <Text size="sm" c="dimmed">
        {[token.lastUsedOperation, token.lastUsedNetwork].filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}
