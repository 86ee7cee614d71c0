import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { PolicyEffect } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";

/** Replayed says how many recorded calls of the tokens a rule would have refused, and of how many that is said. */
export function Replayed({ effect }: { effect: PolicyEffect }) {
  const { calls, replayed, replayOf, refusedCalls, replayCut } = effect;
  const estimate = Math.round((refusedCalls / Math.max(replayed, 1)) * replayOf);
  if (calls === 0 && !replayCut) return null;
  return (
    <Text size="sm" c={refusedCalls > 0 ? undefined : "dimmed"}>
      {replayed === 0 ? (
        replayCut ? (
          <Trans>
            Their calls were too many to be looked at in time; they made about {fullNumber(calls)} in 30 days.
          </Trans>
        ) : (
          <Trans>None of their calls of the last 30 days was let through.</Trans>
        )
      ) : replayOf > replayed ? (
        <Trans>
          Of {fullNumber(replayed)} calls, drawn evenly from {fullNumber(replayOf)} of the last 30 days,{" "}
          {fullNumber(refusedCalls)} would have been refused: about {fullNumber(estimate)} of all.
        </Trans>
      ) : replayCut && replayOf > 0 ? (
        <Trans>
          Of the {fullNumber(replayed)} calls that could be looked at, {fullNumber(refusedCalls)} would have been
          refused. They made more.
        </Trans>
      ) : replayCut ? (
        <Trans>
          Of the newest {fullNumber(replayed)} calls, {fullNumber(refusedCalls)} would have been refused. They made more
          than were looked at.
        </Trans>
      ) : (
        <>
          <Plural
            value={refusedCalls}
            _0="None of their calls would have been refused,"
            one="# of their calls would have been refused,"
            other="# of their calls would have been refused,"
          />{" "}
          <Trans>of {fullNumber(replayed)} that were let through in the last 30 days.</Trans>
        </>
      )}
    </Text>
  );
}
