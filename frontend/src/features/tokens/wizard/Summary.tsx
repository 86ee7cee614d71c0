import { Plural, Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { ScopeList } from "@/features/access/ScopeList";
import { exactTime } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { expiryOf, type TokenValues } from "./values";

/** Summary says in words what the token will be able to do, before it is made. */
export function Summary({ values, app }: { values: TokenValues; app: string }) {
  const now = useNow();
  const expiry = expiryOf(values, now);
  const { name, environment, scopes, networks, origins, notBefore } = values;
  return (
    <Stack gap="sm">
      <Text>
        <Trans>
          The token <b>{name || "…"}</b> lets <b>{app}</b> call{" "}
          {environment === "live" ? <b>the live APIs</b> : <b>the sandbox only</b>}.
        </Trans>
      </Text>
      <List spacing="xs">
        <List.Item>
          {scopes.length > 0 ? (
            <>
              <Plural value={scopes.length} one="It carries # scope:" other="It carries # scopes:" />{" "}
              <ScopeList scopes={scopes} />
            </>
          ) : (
            <Trans>It carries no scope: it can call only operations that need none.</Trans>
          )}
        </List.Item>
        <List.Item>
          {networks.length > 0 ? (
            <Trans>It works only from {networks.join(", ")}.</Trans>
          ) : (
            <Trans>It works from any network.</Trans>
          )}
        </List.Item>
        {origins.length > 0 && (
          <List.Item>
            <Trans>In browsers it works only on pages of {origins.join(", ")}.</Trans>
          </List.Item>
        )}
        {notBefore && (
          <List.Item>
            <Trans>It does not work before {exactTime(new Date(notBefore).toISOString())}.</Trans>
          </List.Item>
        )}
        <List.Item>
          {expiry ? (
            <Trans>It stops working on {exactTime(expiry)}.</Trans>
          ) : (
            <Trans>It lives as long as the policy's default.</Trans>
          )}
        </List.Item>
      </List>
      <Text size="sm" c="dimmed">
        <Trans>Making it asks for your passkey. The secret is shown once, right after.</Trans>
      </Text>
    </Stack>
  );
}
