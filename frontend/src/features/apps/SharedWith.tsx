import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Headroom } from "@/client/types.gen";

const named = 3;

/** SharedWith says which other apps of the owner draw on what counts per team, where anything does. */
export function SharedWith({ room }: { room: Headroom }) {
  const { i18n } = useLingui();
  if (!room.limits.some((limit) => limit.per === "team")) return null;
  const apps = room.sharedWith.map((app) => app.name);
  const names = new Intl.ListFormat(i18n.locale, { type: "unit" }).format(apps.slice(0, named));
  const more = apps.length - named;
  return (
    <Text size="xs" c="dimmed">
      {apps.length === 0 ? (
        <Trans>No other app draws on the limits per team.</Trans>
      ) : more > 0 ? (
        <Trans>
          Limits per team are shared with {names} and {more} more apps.
        </Trans>
      ) : (
        <Trans>Limits per team are shared with {names}.</Trans>
      )}
    </Text>
  );
}
