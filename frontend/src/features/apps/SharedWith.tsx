import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Headroom, Window } from "@/client/types.gen";
import { inWords, shortNumber } from "@/lib/format";

const named = 3;

/** SharedWith says which other apps of the owner draw on what counts per team, and how much each did, where anything does. */
export function SharedWith({ room }: { room: Headroom }) {
  const { i18n, t } = useLingui();
  const shared = room.limits.filter((limit) => limit.per === "team");
  if (shared.length === 0) return null;
  const list = new Intl.ListFormat(i18n.locale, { type: "unit" });
  const first = room.sharedWith.slice(0, named);
  const rest = room.sharedWith.slice(named);
  const names = list.format(first.map(({ name }) => name));
  const more = rest.length;
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
      {room.sharedWith.length > 0 && (
        <div>
          <Counted shared={shared} /> {shares}
        </div>
      )}
    </Text>
  );
}

/** Counted says of which time calls are: the quota's period where that is shared, or else the longest window. */
function Counted({ shared }: { shared: Window[] }) {
  const names = shared.map(({ name }) => name);
  if (names.includes("quota-month")) return <Trans>Calls this month:</Trans>;
  if (names.includes("quota-day")) return <Trans>Calls today:</Trans>;
  const longest = inWords(Math.max(...shared.map(({ windowSeconds }) => windowSeconds)));
  return <Trans>Calls in the last {longest}:</Trans>;
}
