import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getGuideOptions } from "@/client/@tanstack/react-query.gen";
import type { Guide } from "@/client/types.gen";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { GuideForm } from "./edit/GuideForm";
import { History } from "./History";

const route = getRouteApi("/operate/guides/$guide");

export function GuideEditorPage() {
  const { guide } = route.useParams();
  return guide === "new" ? <Editor key="new" guide={undefined} /> : <Existing slug={guide} />;
}

function Existing({ slug }: { slug: string }) {
  const { data } = useSuspenseQuery({ ...getGuideOptions({ path: { guide: slug } }), refetchOnWindowFocus: false });
  return <Editor key={slug} guide={data} />;
}

function Editor({ guide }: { guide: Guide | undefined }) {
  const { t } = useLingui();
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
      <Stack gap="xl">
        <GuideForm guide={guide} />
        {guide && <History guide={guide} />}
      </Stack>
    </>
  );
}
