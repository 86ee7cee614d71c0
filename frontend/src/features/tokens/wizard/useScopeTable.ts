import { useQueries } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { Scope } from "@/client/types.gen";

/** useScopeTable finds what scopes of any APIs mean, by their texts; undefined until all are known. */
export function useScopeTable(scopes: readonly string[]): Map<string, Scope> | undefined {
  const apis = [...new Set(scopes.map((scope) => scope.split(":")[0] ?? ""))].sort();
  return useQueries({
    queries: apis.map((api) => getScopesOptions({ path: { api } })),
    combine: (results) => {
      if (results.some((result) => !result.data)) return undefined;
      return new Map(
        results.flatMap((result, i) =>
          (result.data?.scopes ?? []).map((scope) => [`${apis[i]}:${scope.name}`, scope] as const),
        ),
      );
    },
  });
}
