import { Trans, useLingui } from "@lingui/react/macro";
import { Progress, Stack, Text } from "@mantine/core";
import type { Headroom, Window } from "@/client/types.gen";
import { inWords, shortNumber } from "@/lib/format";
import { SharedWith } from "./SharedWith";

/** GrantRoom shows how much of each window and of the quota a grant has left. */
export function GrantRoom({ room }: { room: Headroom | undefined }) {
  if (!room) return <Trans>no limit</Trans>;
  return (
    <Stack gap={6} miw={190}>
      {room.limits.map((limit) => (
        <Room key={limit.name} limit={limit} />
      ))}
      {room.limits.some((limit) => limit.per === "team") && <SharedWith room={room} />}
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
