import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getTermsQueryKey } from "@/client/@tanstack/react-query.gen";
import { acceptTerms } from "@/client/sdk.gen";
import { sessionOptions } from "@/lib/session";

/** useAccept accepts a version of the policy; when a newer one came meanwhile, that one is loaded to be read. */
export function useAccept(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (version: number) => {
      await acceptTerms({ body: { version } });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: sessionOptions.queryKey });
      onDone();
    },
    onError: () => client.invalidateQueries({ queryKey: getTermsQueryKey() }),
  });
}
