import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { refreshNow } from "@/client/sdk.gen";
import type { Api } from "@/client/types.gen";
import { failed } from "@/ui/notify";
import { refreshOptions } from "./care";
import { useApiChanged } from "./useApiChanged";

// A look may take a minute, and jobs may wait for each other; after that the page is read again by hand.
const patience = 90_000;

/** useCheckNow reads how a document is refreshed, looks at its address at once, and waits by reading until that is done. */
export function useCheckNow(api: Api) {
  const changed = useApiChanged(api.slug);
  const [asked, setAsked] = useState<{ before: string | undefined }>();
  const { data: read } = useSuspenseQuery({
    ...refreshOptions(api.slug),
    refetchInterval: (query) => (asked && query.state.data?.data.checkedAt === asked.before ? 1_000 : false),
  });
  const { checkedAt } = read.data;
  const now = useMutation({
    mutationFn: () => refreshNow({ path: { api: api.slug }, body: {} }),
    onMutate: () => setAsked({ before: checkedAt }),
    onSuccess: () => window.setTimeout(() => setAsked(undefined), patience),
    onError: (error) => {
      setAsked(undefined);
      failed(error);
    },
  });
  const over = asked !== undefined && checkedAt !== asked.before;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions are read again once, when the look is over.
  useEffect(() => {
    if (over) void changed();
  }, [over]);
  return { read, check: () => now.mutate(), checking: asked !== undefined && !over };
}
