import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getApiOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { TeamsBadge } from "@/features/catalog/SeenBy";
import { LevelPanel } from "@/features/policy/LevelPanel";
import { Crumb } from "@/ui/Crumb";
import { LinkTabs } from "@/ui/LinkTabs";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { StateBadge } from "@/ui/StateBadge";
import { DetailsTab } from "./DetailsTab";
import { DiscoveryTab } from "./DiscoveryTab";
import { GateTab } from "./GateTab";
import { PlansTab } from "./PlansTab";
import { ScopesTab } from "./ScopesTab";
import { UpstreamsTab } from "./UpstreamsTab";
import { VersionsTab } from "./VersionsTab";
import { WayToCalls } from "./WayToCalls";

const route = getRouteApi("/operate/apis/$api");

export function ManageApiPage() {
  const { t } = useLingui();
  const { api: slug } = route.useParams();
  const { tab = "versions" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: api } = useSuspenseQuery(getApiOptions({ path: { api: slug } }));
  return (
    <>
      <PageHeader
        title={api.name}
        badge={
          <>
            <StateBadge state={api.state} />
            <TeamsBadge api={api} />
          </>
        }
        lead={api.summary}
        above={
          <Crumb>
            <TextLink to="/operate/apis">
              <Trans>Manage APIs</Trans>
            </TextLink>
          </Crumb>
        }
        actions={
          <ButtonLink to="/apis/$api" params={{ api: api.slug }} variant="default">
            <Trans>See it as others do</Trans>
          </ButtonLink>
        }
      />
      <WayToCalls api={api} tab={tab} />
      <LinkTabs
        value={tab}
        label={t`Parts of the API`}
        onChange={(next) => void navigate({ search: next === "versions" ? {} : { tab: next }, replace: true })}
        tabs={[
          { value: "versions", label: t`Versions` },
          { value: "details", label: t`Details` },
          { value: "plans", label: t`Plans` },
          { value: "scopes", label: t`Scopes` },
          { value: "upstreams", label: t`Upstreams` },
          { value: "gate", label: t`Gate` },
          { value: "policy", label: t`Policy` },
          { value: "discovery", label: t`Discovery` },
        ]}
      >
        <Tab api={api} tab={tab} />
      </LinkTabs>
    </>
  );
}

function Tab({ api, tab }: { api: Api; tab: string }) {
  if (tab === "details") return <DetailsTab key={api.version} api={api} />;
  if (tab === "plans") return <PlansTab api={api} />;
  if (tab === "scopes") return <ScopesTab api={api} />;
  if (tab === "upstreams") return <UpstreamsTab api={api} />;
  if (tab === "gate") return <GateTab api={api} />;
  if (tab === "policy") return <LevelPanel level="api" id={api.slug} />;
  if (tab === "discovery") return <DiscoveryTab api={api} />;
  return <VersionsTab api={api} />;
}
