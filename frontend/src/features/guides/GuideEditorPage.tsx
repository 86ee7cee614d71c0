import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getGuideOptions, listGuidesQueryKey } from "@/client/@tanstack/react-query.gen";
import { saveGuide } from "@/client/sdk.gen";
import type { Guide, GuideRequest } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { PageHeader } from "@/ui/PageHeader";
import { GuideForm } from "./GuideForm";

const route = getRouteApi("/operate/guides/$guide");

export function GuideEditorPage() {
  const { guide } = route.useParams();
  return guide === "new" ? <Editor guide={undefined} /> : <Existing slug={guide} />;
}

function Existing({ slug }: { slug: string }) {
  const { data } = useSuspenseQuery({ ...getGuideOptions({ path: { guide: slug } }), refetchOnWindowFocus: false });
  return <Editor key={data.version} guide={data} />;
}

function Editor({ guide }: { guide: Guide | undefined }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const save = useMutation({
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
  return (
    <>
      <PageHeader
        title={guide ? t`Edit ${guide.title}` : t`New guide`}
        above={
          <Crumb>
            <TextLink to="/guides">
              <Trans>Guides</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <GuideForm guide={guide} busy={save.isPending} error={save.error} onSubmit={(values) => save.mutate(values)} />
    </>
  );
}
