import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { getGuideOptions, listGuidesQueryKey } from "@/client/@tanstack/react-query.gen";
import { saveGuide } from "@/client/sdk.gen";
import type { Guide, GuideRequest } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";

/** useSaveGuide writes a guide, or makes a new one when there is none yet, and goes to its page. */
export function useSaveGuide(guide: Guide | undefined) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ slug, ...body }: GuideRequest & { slug: string }) =>
      (await saveGuide({ path: { guide: slug }, headers: { "If-Match": guide ? etag(guide.version) : "*" }, body }))
        .data,
    onSuccess: async (saved) => {
      done(t`${saved.title} is saved`);
      await client.invalidateQueries({ queryKey: listGuidesQueryKey() });
      await client.invalidateQueries(getGuideOptions({ path: { guide: saved.slug } }));
      await navigate({ to: "/guides/$guide", params: { guide: saved.slug } });
    },
  });
}
