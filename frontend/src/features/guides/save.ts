import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { getGuideOptions, listGuidesQueryKey } from "@/client/@tanstack/react-query.gen";
import { saveGuide } from "@/client/sdk.gen";
import type { GuideRequest } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { forget } from "./edit/draft";

export type Values = Required<GuideRequest> & { slug: string };

type Change = { values: Values; version: number | undefined };

/** useSaveGuide writes a guide over the version that it is based on, or makes a new one without, and goes to its page. */
export function useSaveGuide() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ values: { slug, ...body }, version }: Change) =>
      (await saveGuide({ path: { guide: slug }, headers: { "If-Match": version ? etag(version) : "*" }, body })).data,
    onSuccess: async (saved, { version }) => {
      forget(version ? saved.slug : "");
      done(t`${saved.title} is saved`);
      await client.invalidateQueries({ queryKey: listGuidesQueryKey() });
      await client.invalidateQueries(getGuideOptions({ path: { guide: saved.slug } }));
      await navigate({ to: "/guides/$guide", params: { guide: saved.slug }, ignoreBlocker: true });
    },
  });
}
