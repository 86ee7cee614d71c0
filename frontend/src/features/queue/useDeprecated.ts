import { useQueries } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { AccessRequest } from "@/client/types.gen";

/** useDeprecated answers which of the scopes that a request asks for were deprecated since, and can't be granted any more. */
export function useDeprecated(request: AccessRequest) {
  const apis = [...new Set(request.items.map((item) => item.api))];
  return useQueries({
    queries: apis.map((api) => getScopesOptions({ path: { api } })),
    combine: (tables) => ({
      waiting: tables.some((table) => table.isPending),
      deprecated: new Set(
        tables.flatMap(({ data }, at) =>
          (data?.scopes ?? []).filter((scope) => scope.deprecated).map((scope) => `${apis[at]}:${scope.name}`),
        ),
      ),
    }),
  });
}
