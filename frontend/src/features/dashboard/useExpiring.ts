import { useQueries } from "@tanstack/react-query";
import { listAppTokensOptions } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";

/** useExpiring finds the tokens of these apps that their owner should rotate now. */
export function useExpiring(apps: string[]): Token[] {
  return useQueries({
    queries: apps.map((app) => ({ ...listAppTokensOptions({ path: { app } }), staleTime: 60_000 })),
    combine: (results) =>
      results.flatMap((result) => result.data?.items ?? []).filter((token) => token.state === "expiring"),
  });
}
