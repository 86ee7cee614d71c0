import { useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { updateScopes } from "@/client/sdk.gen";
import type { Api, ScopePatch } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { useApiChanged } from "./useApiChanged";

/** useScopesSave writes a part of the scope table; the API's version is its entity tag. */
export function useScopesSave(api: Api) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  return useMutation({
    mutationFn: async (body: ScopePatch) =>
      (await updateScopes({ path: { api: api.slug }, headers: { "If-Match": etag(api.version) }, body })).data,
    onSuccess: async () => {
      done(t`Scopes are saved`);
      await changed();
    },
  });
}
