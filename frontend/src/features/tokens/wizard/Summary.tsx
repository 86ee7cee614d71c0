import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { exactTime } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { TextLink } from "@/ui/links";
import { ScopeMeanings } from "./ScopeMeanings";
import { expiryOf, type TokenValues } from "./values";

/** Summary says in sentences what the token will be able to do, before it is made. */
export function Summary({ values, app }: { values: TokenValues; app: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  const expiry = expiryOf(values, now);
  const { name, environment, scopes, networks, origins, notBefore } = values;
  const list = (parts: string[]) => new Intl.ListFormat(i18n.locale, { type: "disjunction" }).format(parts);
  return (
    <Stack gap="md">
      <Text size="lg" lh={1.6}>
        {environment === "live" ? (
          <Trans>
            <b>{name}</b> lets <b>{app}</b> call <b>the live APIs</b>
          </Trans>
        ) : (
          <Trans>
            <b>{name}</b> lets <b>{app}</b> call <b>the sandbox only</b>
          </Trans>
        )}
        {networks.length > 0 ? <Trans>, from {list(networks)} only</Trans> : <Trans>, from any network</Trans>}
        {origins.length > 0 && <Trans>, in browsers on pages of {list(origins)}</Trans>}
        {notBefore && <Trans>, not before {exactTime(new Date(notBefore).toISOString())}</Trans>}
        {expiry ? (
          <Trans>, until {exactTime(expiry)}.</Trans>
        ) : (
          <Trans>, for as long as policy lets it by default.</Trans>
        )}
      </Text>
      {scopes.length > 0 ? (
        <ScopeMeanings scopes={scopes} />
      ) : (
        <Text>
          <Trans>It carries no scope: it can call only operations that need none.</Trans>
        </Text>
      )}
      {environment === "live" && networks.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>Whoever finds it can use it from anywhere. Networks in the step before would prevent that.</Trans>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        <Trans>
          Making it asks for your passkey. The secret is shown once, right after: have the place ready that{" "}
          <TextLink
            to="/guides/$guide"
            params={{ guide: "keeping-tokens-safe" }}
            target="_blank"
            underline="always"
            inherit
          >
            keeps it safe
          </TextLink>
          .
        </Trans>
      </Text>
    </Stack>
  );
}
