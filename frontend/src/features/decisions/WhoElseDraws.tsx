import type { DecisionView } from "@/client/types.gen";
import { SharedWith } from "@/features/apps/SharedWith";
import { useHeadroom } from "@/features/apps/useHeadroom";

/** drawn are the refusals for which other apps may have drawn on the same window or quota. */
export const drawn = new Set(["rate_limited", "quota_exhausted"]);

/** WhoElseDraws names the other apps that share limits with the one that was refused. */
export function WhoElseDraws({ decision }: { decision: DecisionView }) {
  const rooms = useHeadroom(decision.app);
  const room = [...rooms.values()].find(
    ({ api, environment }) => api === decision.api && environment === decision.environment,
  );
  return room ? <SharedWith room={room} /> : null;
}
