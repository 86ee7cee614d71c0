import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, List, Text } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import { string } from "@/lib/json";
import { isOwnApi } from "@/lib/portal";
import { TextLink } from "@/ui/links";
import type { Need } from "./model";

type Props = { security: Need[][]; api: string; operation: string };

/** SecurityWords says how a call proves who makes it, and which scopes its token needs. */
export function SecurityWords({ security, api, operation }: Props) {
  const { t } = useLingui();
  return (
    <section aria-label={t`Security`}>
      {isOwnApi(api) ? <OwnWords security={security} /> : <GatewayWords {...{ security, api, operation }} />}
    </section>
  );
}

const isOpen = (security: Need[][]) => security.length > 0 && security.every((needs) => needs.length === 0);

/** OwnWords is about calls of the portal itself, which knows operator tokens. */
function OwnWords({ security }: { security: Need[][] }) {
  const open = isOpen(security);
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      {open ? <IconLockOpen size={20} aria-hidden /> : <IconLock size={20} aria-hidden />}
      <Text size="sm">
        {open ? (
          <Trans>Anybody may call this: no token is needed.</Trans>
        ) : (
          <Trans>
            Send an operator token as <Code>Authorization: Bearer $GATEHOUSE_TOKEN</Code>.
          </Trans>
        )}
      </Text>
    </Group>
  );
}

function GatewayWords({ security, api, operation }: Props) {
  const { data: table } = useQuery({ ...getScopesOptions({ path: { api }, query: { operation } }), staleTime: 60_000 });
  const scopes = table?.operations.find((row) => row.operation === operation)?.scopes ?? [];
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <IconLock size={20} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <Text size="sm">
          <Trans>
            Through the gateway, send your token as <Code>Authorization: Bearer $GATEHOUSE_TOKEN</Code>.
          </Trans>
        </Text>
        <Group gap={6} mt={4}>
          <Text size="sm">
            {scopes.length > 0 ? <Trans>The token needs</Trans> : <Trans>No particular scope is needed.</Trans>}
          </Text>
          {scopes.map((scope) => (
            <Code key={scope}>{`${api}:${scope}`}</Code>
          ))}
          <TextLink
            to="/requests/new"
            search={{ api, ...(scopes.length > 0 && { scopes: scopes.map((scope) => `${api}:${scope}`).join(" ") }) }}
            size="sm"
            underline="always"
          >
            <Trans>Ask for access</Trans>
          </TextLink>
        </Group>
        <Direct security={security} />
      </div>
    </Group>
  );
}

/** Direct is what the document itself says about calls that don't come through the gateway. */
function Direct({ security }: { security: Need[][] }) {
  const way = useWay();
  const ways = security.filter((needs) => needs.length > 0);
  if (ways.length === 0) return null;
  return (
    <>
      <Text size="sm" c="dimmed" mt={4}>
        <Trans>The API's own description asks for:</Trans>
      </Text>
      <List size="sm" c="dimmed">
        {ways.map((needs) => (
          <List.Item key={needs.map((need) => need.name).join()}>{needs.map(way).join(" + ")}</List.Item>
        ))}
      </List>
    </>
  );
}

export function useWay(): (need: Need) => string {
  const { t } = useLingui();
  return ({ name, scopes, scheme }) => {
    const kind = string(scheme["type"]);
    const place = string(scheme["in"]);
    const key = string(scheme["name"]);
    const suffix = scopes.length > 0 ? ` (${scopes.join(", ")})` : "";
    if (kind === "apiKey" && place === "header") return t`a key in the header ${key}` + suffix;
    if (kind === "apiKey" && place === "query") return t`a key in the query parameter ${key}` + suffix;
    if (kind === "apiKey") return t`a key in the cookie ${key}` + suffix;
    if (kind === "http" && string(scheme["scheme"]).toLowerCase() === "basic")
      return t`a user name and password` + suffix;
    if (kind === "http") return t`a bearer token` + suffix;
    if (kind === "oauth2") return t`OAuth 2.0` + suffix;
    if (kind === "openIdConnect") return t`OpenID Connect` + suffix;
    if (kind === "mutualTLS") return t`a client certificate` + suffix;
    return name + suffix;
  };
}
