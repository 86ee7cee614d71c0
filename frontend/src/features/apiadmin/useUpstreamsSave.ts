import { useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { getUpstreams, setUpstreams } from "@/client/sdk.gen";
import type { Upstreams } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { spelled } from "./upstreams/spelled";
import { useApiChanged } from "./useApiChanged";

type Stored = { data: Upstreams; tag: string };

/** useUpstreamsSave writes upstreams over those that were read, and shows theirs when somebody else wrote meanwhile. */
export function useUpstreamsSave(api: string, base: Stored, onSettled: () => void) {
  const { t } = useLingui();
  const changed = useApiChanged(api);
  const [theirs, setTheirs] = useState<Stored>();
  const settle = async () => {
    await changed();
    setTheirs(undefined);
    onSettled();
  };
  const save = useMutation({
    mutationFn: async ({ body, over }: { body: Upstreams; over: Stored }) =>
      (await setUpstreams({ path: { api }, headers: { "If-Match": over.tag }, body })).data,
    onSuccess: async () => {
      done(t`Calls go to the new places`);
      await settle();
    },
    onError: async (error, { body, over }): Promise<void> => {
      if (toProblem(error).status !== 412) return;
      const now = tagged(await getUpstreams({ path: { api } }));
      // Something else of the API was changed, so there is nothing to decide.
      if (spelled(now.data) === spelled(over.data)) return save.mutate({ body, over: now });
      setTheirs(now);
    },
  });
  return { save: (body: Upstreams) => save.mutate({ body, over: theirs ?? base }), state: save, theirs, take: settle };
}
