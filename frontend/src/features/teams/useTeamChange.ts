import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { getTeamQueryKey, listOwnInvitationsQueryKey, listTeamsQueryKey } from "@/client/@tanstack/react-query.gen";
import { sessionOptions } from "@/lib/session";

/** useTeamChange answers what to do once a team changed: everything that shows teams reads them anew. */
export function useTeamChange(): (team?: string) => Promise<void> {
  const client = useQueryClient();
  return async (team) => {
    const keys: QueryKey[] = [
      listTeamsQueryKey(),
      listOwnInvitationsQueryKey(),
      sessionOptions.queryKey,
      ["apps"],
      ["teams"],
    ];
    if (team) keys.push(getTeamQueryKey({ path: { team } }));
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
