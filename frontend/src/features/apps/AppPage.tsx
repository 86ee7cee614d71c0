import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getAppOptions } from "@/client/@tanstack/react-query.gen";
import type { App } from "@/client/types.gen";
import { AppOAuth } from "@/features/oauth/AppOAuth";
import { AppPolicy } from "@/features/policy/AppPolicy";
import { ViewerNote } from "@/features/teams/ViewerNote";
import { CallLog } from "@/features/usage/CallLog";
import { UsagePanel } from "@/features/usage/UsagePanel";
import { AppWebhooks } from "@/features/webhooks/AppWebhooks";
import { Crumb } from "@/ui/Crumb";
import { LinkTabs } from "@/ui/LinkTabs";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { StateBadge } from "@/ui/StateBadge";
import { AppAccess } from "./AppAccess";
import { AppOverview } from "./AppOverview";
import { AppSettings } from "./AppSettings";
import { AppTokens } from "./AppTokens";
import { TeamBadge } from "./TeamBadge";

const route = getRouteApi("/apps/$app");

export function AppPage() {
  const { t } = useLingui();
  const { app: id } = route.useParams();
  const { tab = "overview" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: app } = useSuspenseQuery(getAppOptions({ path: { app: id } }));
  return (
    <>
      <PageHeader
        title={app.name}
        badge={
          <>
            {app.state === "suspended" && <StateBadge state="suspended" />}
            <TeamBadge app={app} />
          </>
        }
        lead={app.purpose}
        above={
          <Crumb>
            <TextLink to="/apps">
              <Trans>Apps</Trans>
            </TextLink>
          </Crumb>
        }
        actions={
          app.role !== "viewer" && (
            <ButtonLink to="/apps/$app/tokens/new" params={{ app: app.id }}>
              <Trans>New token</Trans>
            </ButtonLink>
          )
        }
      />
      {app.role === "viewer" && <ViewerNote team={app.ownerName} />}
      <LinkTabs
        value={tab}
        label={t`Parts of the app`}
        onChange={(next) => void navigate({ search: next === "overview" ? {} : { tab: next }, replace: true })}
        tabs={[
          { value: "overview", label: t`Overview` },
          { value: "tokens", label: t`Tokens` },
          { value: "oauth", label: t`OAuth` },
          { value: "access", label: t`Access` },
          { value: "usage", label: t`Usage` },
          { value: "calls", label: t`Calls` },
          { value: "policy", label: t`Policy` },
          // Whoever sees every app still has no say in where news of it goes.
          ...(app.role ? [{ value: "webhooks" as const, label: t`Webhooks` }] : []),
          { value: "settings", label: t`Settings` },
        ]}
      >
        <Tab app={app} tab={tab} />
      </LinkTabs>
    </>
  );
}

function Tab({ app, tab }: { app: App; tab: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { range, environment, token, operation, status, traffic } = search;
  const filter = { range, environment, token, operation, status, traffic, app: app.id };
  const onFilter = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  if (tab === "tokens") return <AppTokens app={app} />;
  if (tab === "oauth") return <AppOAuth app={app} />;
  if (tab === "access") return <AppAccess app={app} />;
  if (tab === "usage") return <UsagePanel filter={filter} onFilter={onFilter} />;
  if (tab === "calls") return <CallLog filter={filter} onFilter={onFilter} />;
  if (tab === "policy") return <AppPolicy app={app.id} viewed={app.role === "viewer"} />;
  if (tab === "webhooks") return <AppWebhooks app={app} />;
  if (tab === "settings") return <AppSettings app={app} />;
  return <AppOverview app={app} />;
}
