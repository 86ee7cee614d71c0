import { Trans, useLingui } from "@lingui/react/macro";
import { NavLink, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { getGuideOptions, listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import { can, useSession } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { GuideText } from "./GuideText";
import classes from "./guides.module.css";

const route = getRouteApi("/guides/$guide");

export function GuidePage() {
  const { t } = useLingui();
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
        <article className={classes["body"]}>
          {guide.html && <GuideText html={guide.html} />}
          <Text size="sm" c="dimmed" mt="xl">
            <Trans>
              Last changed <RelativeTime at={guide.updatedAt} />
            </Trans>
          </Text>
        </article>
        <nav className={classes["nav"]} aria-label={t`Guides`}>
          <Text size="sm" c="dimmed" fw={600} mb={4}>
            <Trans>All guides</Trans>
          </Text>
          {all.items.map((other) => (
            <NavLink
              key={other.slug}
              label={other.title}
              active={other.slug === slug}
              aria-current={other.slug === slug ? "page" : undefined}
              renderRoot={(props) => <Link to="/guides/$guide" params={{ guide: other.slug }} {...props} />}
              style={{ borderRadius: "var(--mantine-radius-md)" }}
            />
          ))}
        </nav>
      </div>
    </>
  );
}
