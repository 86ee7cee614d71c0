import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Stack, Text } from "@mantine/core";
import type { App, OAuthClient } from "@/client/types.gen";
import { ScopeList } from "@/features/access/ScopeList";
import { CopyField } from "@/ui/CopyField";
import { type Fact, Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { Suspended } from "@/ui/Suspended";
import { useBindingWords } from "./BindingField";
import { ClientActions } from "./ClientActions";
import { ClientBreaches } from "./ClientBreaches";
import { Secrets } from "./Secrets";

/** ClientPanel shows one living client with what it may do and its secrets. */
export function ClientPanel({ client, role }: { client: OAuthClient; role: App["role"] }) {
  const { t } = useLingui();
  const viewed = role === "viewer";
  const facts: Fact[] = [
    {
      term: t`Authenticates by`,
      value:
        client.authMethod === "private_key_jwt" ? t`its own key (private_key_jwt)` : t`a secret (client_secret_basic)`,
    },
    { term: t`Last token`, value: <RelativeTime at={client.lastIssuedAt} fallback={t`never`} /> },
    { term: t`Registered`, value: <RelativeTime at={client.createdAt} /> },
    { term: t`Scopes`, value: client.scopes.length > 0 ? <ScopeList scopes={client.scopes} /> : t`none` },
    { term: t`Networks`, value: client.networks.length > 0 ? client.networks.join(", ") : t`any` },
    { term: t`Tokens are bound`, value: useBindingWords()[client.binding] },
    {
      term: t`Resources`,
      value:
        client.resources.length > 0
          ? client.resources.map((resource) => (
              <div key={resource}>
                <Code>{resource}</Code>
              </div>
            ))
          : t`none: the app has no access in this environment`,
    },
  ];
  if (client.notBefore) facts.push({ term: t`Tokens ended`, value: <RelativeTime at={client.notBefore} /> });
  return (
    <Panel
      title={client.environment === "live" ? t`Live client` : t`Sandbox client`}
      actions={!viewed && <ClientActions client={client} own={Boolean(role)} />}
    >
      <Stack>
        {client.suspension && (
          <Suspended
            suspension={client.suspension}
            effect={t`It gets no tokens, and calls with those that it has are refused.`}
          />
        )}
        {client.policyBreaches.length > 0 && <ClientBreaches sentences={client.policyBreaches} />}
        <CopyField value={client.id} label={t`Client id`} />
        <Facts facts={facts} />
        {client.authMethod === "client_secret_basic" ? (
          <Secrets client={client} viewed={viewed} />
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>
              Assertions name {client.issuer} as their audience, live for at most five minutes and work once.
            </Trans>
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
