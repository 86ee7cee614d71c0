import { useQueryClient } from "@tanstack/react-query";
import { getAccessRequestQueryKey, getOverviewQueryKey } from "@/client/@tanstack/react-query.gen";
import type { AccessRequest } from "@/client/types.gen";
import { sessionOptions } from "@/lib/session";

/** useDecided refreshes everything that counts or shows a request once it was decided. */
export function useDecided() {
  const client = useQueryClient();
  return async (request: AccessRequest) => {
    client.setQueryData(getAccessRequestQueryKey({ path: { request: request.id } }), request);
    await Promise.all([
      client.invalidateQueries({ queryKey: ["requests"] }),
      client.invalidateQueries({ queryKey: getOverviewQueryKey() }),
      client.invalidateQueries({ queryKey: sessionOptions.queryKey }),
    ]);
  };
}
