import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getAppPolicyOptions } from "@/client/@tanstack/react-query.gen";
import type { EffectivePolicy } from "@/client/types.gen";

/** useAppPolicy is what holds for a token of an app that carries some scopes; it follows what is being chosen. */
export function useAppPolicy(app: string, scopes: readonly string[]): EffectivePolicy | undefined {
  const apis = [...new Set(scopes.map((scope) => scope.split(":")[0] ?? ""))].sort().join(",");
  const query = useQuery({
    ...getAppPolicyOptions({ path: { app }, query: apis ? { apis } : {} }),
    placeholderData: keepPreviousData,
  });
  return query.data;
}
