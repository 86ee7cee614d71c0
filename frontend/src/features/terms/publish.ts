import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getTermsQueryKey, listTermsQueryKey } from "@/client/@tanstack/react-query.gen";
import { publishTerms } from "@/client/sdk.gen";
import { etag } from "@/lib/etag";
import { sessionOptions } from "@/lib/session";
import { done } from "@/ui/notify";

export type Values = { markdown: string; summary: string; asks: boolean };

/** usePublish publishes a text over the version that it is based on. */
export function usePublish() {
  const { t } = useLingui();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ version, values }: { version: number; values: Values }) =>
      (await publishTerms({ headers: { "If-Match": etag(version) }, body: values })).data,
    onSuccess: async (made) => {
      done(t`Version ${made.version} is published`);
      for (const queryKey of [getTermsQueryKey(), listTermsQueryKey(), ["terms"], sessionOptions.queryKey])
        await client.invalidateQueries({ queryKey });
    },
  });
}

export type Publish = ReturnType<typeof usePublish>;
