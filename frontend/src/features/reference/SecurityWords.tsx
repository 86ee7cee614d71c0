import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Code, Group, Text } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import { isOwnApi } from "@/lib/portal";
import { TextLink } from "@/ui/links";
import type { Need } from "./model";
import { SecurityWays, useWay } from "./SecurityWays";

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

/** OwnWords is about calls of the portal itself, which knows operator tokens and sessions. */
function OwnWords({ security }: { security: Need[][] }) {
  const open = security.every((needs) => needs.length === 0);
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      {open ? <IconLockOpen size={20} aria-hidden /> : <IconLock size={20} aria-hidden />}
      <div style={{ minWidth: 0 }}>
        {open ? (
          <Text size="sm">
            <Trans>Anybody may call this: no token is needed.</Trans>
          </Text>
        ) : (
          <SecurityWays security={security} intro={<Trans>Send</Trans>} way={ownWay} />
        )}
      </div>
    </Group>
  );
}

const ownWay = ({ name }: Need) =>
  name === "session" ? (
    <Trans>the session cookie of somebody who is signed in</Trans>
  ) : (
    <Trans>
      an operator token as <Code>Authorization: Bearer $GATEHOUSE_TOKEN</Code>
    </Trans>
  );

function GatewayWords({ security, api, operation }: Props) {
  const { data: table } = useQuery({ ...getScopesOptions({ path: { api }, query: { operation } }), staleTime: 60_000 });
  const way = useWay();
  const named = security.some((needs) => needs.length > 0);
  const scopes = table?.operations.find((row) => row.operation === operation)?.scopes ?? [];
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <IconLock size={20} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <Text size="sm">
          <Trans>
            Through the gateway, send your token as <Code>Authorization: Bearer $GATEHOUSE_TOKEN</Code> or as{" "}
            <Code>X-API-Key: $GATEHOUSE_TOKEN</Code>.
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
            search={{
              api,
              operation,
              ...(scopes.length > 0 && { scopes: scopes.map((scope) => `${api}:${scope}`).join(" ") }),
            }}
            size="sm"
            underline="always"
          >
            <Trans>Ask for access</Trans>
          </TextLink>
        </Group>
        {security.length > 0 && (
          <Box c="dimmed" mt={4}>
            {named ? (
              <SecurityWays security={security} intro={<Trans>The API's own description asks for</Trans>} way={way} />
            ) : (
              <Text size="sm">
                <Trans>The API's own description asks for no credentials.</Trans>
              </Text>
            )}
          </Box>
        )}
      </div>
    </Group>
  );
}
