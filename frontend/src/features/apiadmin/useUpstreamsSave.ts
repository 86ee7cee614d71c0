import { useLingui } from "@lingui/react/macro";
import { getUpstreams, setUpstreams } from "@/client/sdk.gen";
import type { Upstreams } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { type Stored, useSettingSave } from "./useSettingSave";

/** useUpstreamsSave writes upstreams over those that were read. */
export function useUpstreamsSave(api: string, base: Stored<Upstreams>, onSettled: () => void) {
  const { t } = useLingui();
  return useSettingSave({
    api,
    base,
    read: async () => tagged(await getUpstreams({ path: { api } })),
    write: (body, tag) => setUpstreams({ path: { api }, headers: { "If-Match": tag }, body }),
    word: () => t`Calls go to the new places`,
    onSettled,
  });
}
