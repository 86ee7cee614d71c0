import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Headroom } from "@/client/types.gen";
import { exactTime, shortNumber } from "@/lib/format";

const named = 3;

/** SharedWith says which other apps of the owner draw on what counts per team, and how much each did, where anything does. */
export function SharedWith({ room }: { room: Headroom }) {
  const { i18n, t } = useLingui();
  if (!room.limits.some((limit) => limit.per === "team")) return null;
  const list = new Intl.ListFormat(i18n.locale, { type: "unit" });
  const first = room.sharedWith.slice(0, named);
  const rest = room.sharedWith.slice(named);
  const names = list.format(first.map(({ name }) => name));
  const more = rest.length;
  const since = room.sharedSince && exactTime(room.sharedSince);
  const own = shortNumber(room.calls);
  const others = shortNumber(rest.reduce((sum, { calls }) => sum + calls, 0));
  const shares = [
    t`this app ${own}`,
    ...first.map(({ name, calls }) => `${name} ${shortNumber(calls)}`),
    ...(more > 0 ? [t`the others ${others}`] : []),
  ].join(" · ");
  return (
    <Text size="xs" c="dimmed" component="div">
      {room.sharedWith.length === 0 ? (
        <Trans>No other app draws on the limits per team.</Trans>
      ) : more > 0 ? (
        <Trans>
          Limits per team are shared with {names} and {more} more apps.
        </Trans>
      ) : (
        <Trans>Limits per team are shared with {names}.</Trans>
      )}
      {since && room.sharedWith.length > 0 && (
        <div>
          <Trans>
            Calls since {since}: {shares}
          </Trans>
        </div>
      )}
    </Text>
  );
}
