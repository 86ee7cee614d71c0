import { useQueryClient } from "@tanstack/react-query";
import { listGrantsQueryKey } from "@/client/@tanstack/react-query.gen";

/** useGrantChanged answers what to do after a grant of an app was changed. */
export function useGrantChanged(app: string): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => queryClient.invalidateQueries({ queryKey: listGrantsQueryKey({ path: { app } }) });
}
