import { useQueries } from "@tanstack/react-query";
import { listAppTokensOptions } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";

/** useAiling finds the tokens of these apps that their owner should look at now. */
export function useAiling(apps: string[]): { stopped: Token[]; expiring: Token[] } {
  return useQueries({
    queries: apps.map((app) => ({ ...listAppTokensOptions({ path: { app } }), staleTime: 60_000 })),
    combine: (results) => {
      const tokens = results.flatMap((result) => result.data?.items ?? []);
      return {
        // What somebody suspended on purpose waits for nobody.
        stopped: tokens.filter((token) => token.state === "suspended" && token.policyBreaches.length > 0),
        expiring: tokens.filter((token) => token.state === "expiring"),
      };
    },
  });
}
