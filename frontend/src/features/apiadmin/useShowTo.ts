import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getVisibilityEffectsOptions, updateApiMutation } from "@/client/@tanstack/react-query.gen";
import type { Api, ApiPatch, VisibilityEffects } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { hasCode } from "@/lib/problem";
import { done } from "@/ui/notify";
import { useApiChanged } from "./useApiChanged";

type Asked = { body: ApiPatch; effects: VisibilityEffects };

/** useShowTo saves an API, and asks first when apps lose it because it is shown to fewer. */
export function useShowTo(api: Api) {
  const { t } = useLingui();
  const client = useQueryClient();
  const changed = useApiChanged(api.slug);
  const [asked, setAsked] = useState<Asked>();
  const path = { api: api.slug };
  const save = useMutation({
    ...updateApiMutation(),
    onSuccess: async () => {
      setAsked(undefined);
      done(t`Saved`);
      await changed();
    },
    onError: (error, { body }) => {
      if (asked && hasCode(error, "catalog.ends_access")) look.mutate(body);
    },
  });
  const write = (body: ApiPatch, ends: number) =>
    save.mutate({ path, headers: { "If-Match": etag(api.version) }, body: { ...body, ends } });
  const look = useMutation({
    mutationFn: (body: ApiPatch) =>
      client.fetchQuery({
        ...getVisibilityEffectsOptions({
          path,
          query: { visibility: body.visibility ?? "teams", teams: body.teams?.join(",") ?? "" },
        }),
        staleTime: 0,
      }),
    onSuccess: (effects, body) => {
      if (effects.grants + effects.requests > 0) setAsked({ body, effects });
      else write(body, 0);
    },
  });
  return {
    asked,
    busy: save.isPending || look.isPending,
    error: save.error ?? look.error,
    save: (body: ApiPatch) => {
      save.reset();
      if (body.visibility === "teams") look.mutate(body);
      else write(body, 0);
    },
    confirm: () => asked && write(asked.body, asked.effects.grants),
    cancel: () => {
      setAsked(undefined);
      save.reset();
    },
  };
}
