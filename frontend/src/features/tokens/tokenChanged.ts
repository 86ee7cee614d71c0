import type { QueryClient } from "@tanstack/react-query";
import { getTokenQueryKey } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";

/** tokenChanged puts a token's new state into the cache and lets every list that shows it load again. */
export async function tokenChanged(queryClient: QueryClient, token: Token): Promise<void> {
  queryClient.setQueryData(getTokenQueryKey({ path: { token: token.id } }), token);
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["apps"] }),
    queryClient.invalidateQueries({ queryKey: ["tokens"] }),
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => listsTokens(queryKey[0]) }),
  ]);
}

function listsTokens(key: unknown): boolean {
  return (
    typeof key === "object" && key !== null && "_id" in key && (key._id === "listAppTokens" || key._id === "listTokens")
  );
}
