import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getGuideOptions, listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import { can, useSession } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { GuideNav } from "./GuideNav";
import classes from "./guides.module.css";
import { Neighbours } from "./Neighbours";
import { GuideText } from "./text/GuideText";
import { namesOf } from "./tree";

const route = getRouteApi("/guides/$guide");

export function GuidePage() {
  const { guide: slug } = route.useParams();
  const { data: guide } = useSuspenseQuery(getGuideOptions({ path: { guide: slug } }));
  const { data: all } = useSuspenseQuery(listGuidesOptions());
  const me = useSession();
  return (
    <>
      <PageHeader
        title={guide.title}
        lead={guide.summary}
        above={
          <Crumb>
            <TextLink to="/guides">
              <Trans>Guides</Trans>
            </TextLink>
            {namesOf(guide.section).map((name) => ` / ${name}`)}
          </Crumb>
        }
        actions={
          can(me, "guides:write") && (
            <ButtonLink to="/operate/guides/$guide" params={{ guide: slug }} variant="default">
              <Trans>Edit</Trans>
            </ButtonLink>
          )
        }
      />
      <div className={classes["layout"]}>
        <GuideNav guides={all.items} present={slug} />
        <article className={classes["body"]}>
          {guide.html && <GuideText html={guide.html} />}
          <Text size="sm" c="dimmed" mt="xl">
            <Trans>
              Last changed <RelativeTime at={guide.updatedAt} />
            </Trans>
          </Text>
          <Neighbours guides={all.items} present={slug} />
        </article>
      </div>
    </>
  );
}
