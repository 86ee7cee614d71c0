import { useQueries } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { Scope, ScopeTable } from "@/client/types.gen";

/** A KnownScope says too whether all that it opens only reads. */
export type KnownScope = Scope & { reads: boolean };

/** useScopeTable finds what scopes of any APIs mean, by their texts; undefined until all are known. */
export function useScopeTable(scopes: readonly string[]): Map<string, KnownScope> | undefined {
  const apis = [...new Set(scopes.map((scope) => scope.split(":")[0] ?? ""))].sort();
  return useQueries({
    queries: apis.map((api) => getScopesOptions({ path: { api } })),
    combine: (results) => {
      if (results.some((result) => !result.data)) return undefined;
      return new Map(results.flatMap(({ data }, i) => (data ? known(apis[i] ?? "", data) : [])));
    },
  });
}

function known(api: string, { scopes, operations }: ScopeTable): [string, KnownScope][] {
  return scopes.map((scope) => {
    const opened = operations.filter((operation) => operation.scopes.includes(scope.name));
    const reads = opened.length > 0 && opened.every(({ method }) => /^(get|head)$/i.test(method));
    return [`${api}:${scope.name}`, { ...scope, reads }];
  });
}
