import { useQueryClient } from "@tanstack/react-query";
import {
  getApiQueryKey,
  getScopesQueryKey,
  getUpstreamsQueryKey,
  listPlansQueryKey,
  listVersionsQueryKey,
} from "@/client/@tanstack/react-query.gen";

/** careKey begins the keys of what is read together with its entity tag: lint rules and refresh. */
export const careKey = (api: string) => ["care", api] as const;

/** useApiChanged reads again whatever shows an API: its own version is the entity tag of its scopes, upstreams and rules. */
export function useApiChanged(api: string) {
  const client = useQueryClient();
  const keys = [getApiQueryKey, getScopesQueryKey, getUpstreamsQueryKey, listPlansQueryKey, listVersionsQueryKey];
  return () =>
    Promise.all([
      ...keys.map((key) => client.invalidateQueries({ queryKey: key({ path: { api } }) })),
      client.invalidateQueries({ queryKey: ["apis"] }),
      client.invalidateQueries({ queryKey: careKey(api) }),
    ]);
}
