import { Trans, useLingui } from "@lingui/react/macro";
import { Progress, Stack, Text } from "@mantine/core";
import type { Headroom, Window } from "@/client/types.gen";
import { inWords, shortNumber } from "@/lib/format";

/** GrantRoom shows how much of each window and of the quota a grant has left. */
export function GrantRoom({ room }: { room: Headroom | undefined }) {
  if (!room) return <Trans>no limit</Trans>;
  return (
    <Stack gap={6} miw={170}>
      {room.limits.map((limit) => (
        <Room key={limit.name} limit={limit} />
      ))}
      {room.limits.some((limit) => limit.per === "team") && (
        <SharedWith apps={room.sharedWith.map((app) => app.name)} />
      )}
    </Stack>
  );
}

function Room({ limit }: { limit: Window }) {
  const { t } = useLingui();
  const share = limit.limit > 0 ? (100 * limit.remaining) / limit.limit : 0;
  const left = shortNumber(limit.remaining);
  const all = shortNumber(limit.limit);
  const name = limit.name === "quota-month" ? t`this month` : limit.name === "quota-day" ? t`today` : limit.name;
  return (
    <div>
      <Text size="xs">
        {limit.perToken ? (
          <Trans>
            {all} per token in {inWords(limit.windowSeconds)}
          </Trans>
        ) : (
          <Trans>
            {left} of {all} · {name}
          </Trans>
        )}
        {limit.per === "team" && (
          <>
            {" · "}
            <Trans>shared</Trans>
          </>
        )}
      </Text>
      {!limit.perToken && (
        <Progress
          size="sm"
          mt={2}
          value={share}
          color={share < 5 ? "red" : share < 20 ? "orange" : "blue"}
          aria-label={t`Calls left: ${left} of ${all}, ${name}`}
        />
      )}
    </div>
  );
}

const named = 3;

/** SharedWith says which other apps of the owner draw on what is shared. */
function SharedWith({ apps }: { apps: string[] }) {
  const { i18n } = useLingui();
  const names = new Intl.ListFormat(i18n.locale, { type: "unit" }).format(apps.slice(0, named));
  const more = apps.length - named;
  return (
    <Text size="xs" c="dimmed">
      {apps.length === 0 ? (
        <Trans>No other app draws on what is shared yet.</Trans>
      ) : more > 0 ? (
        <Trans>
          Shared with {names} and {more} more apps
        </Trans>
      ) : (
        <Trans>Shared with {names}</Trans>
      )}
    </Text>
  );
}
