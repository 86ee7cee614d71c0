import { Trans } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getMailTemplateOptions } from "@/client/@tanstack/react-query.gen";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { TextForm } from "./TextForm";

const route = getRouteApi("/operate/mails/texts/$template");

/** TextPage edits the text of one kind of mail. */
export function TextPage() {
  const { template } = route.useParams();
  const options = getMailTemplateOptions({ path: { template } });
  const { data } = useSuspenseQuery({ ...options, refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader
        title={data.name}
        lead={data.when}
        above={
          <Crumb>
            <TextLink to="/operate/mails/texts">
              <Trans>Texts of mails</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <TextForm key={`${data.name} ${data.version}`} text={data} />
    </>
  );
}
