import { Plural, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getApiOptions, listVersionsOptions } from "@/client/@tanstack/react-query.gen";
import { isOwnApi } from "@/lib/portal";
import { Markdown } from "@/ui/Markdown";
import { Panel } from "@/ui/Panel";
import { ApiFrame } from "./ApiFrame";
import { EndingVersions } from "./EndingVersions";
import { PlanCards } from "./PlanCards";
import { VersionList } from "./VersionList";

const route = getRouteApi("/apis/$api");

export function ApiPage() {
  const { t } = useLingui();
  const { api: slug } = route.useParams();
  const { data: api } = useSuspenseQuery(getApiOptions({ path: { api: slug } }));
  const { data: versions } = useSuspenseQuery(listVersionsOptions({ path: { api: slug } }));
  return (
    <ApiFrame api={api} tab="overview">
      <Stack gap="xl" maw={1040}>
        <EndingVersions api={api} versions={versions.items} />
        <Markdown text={api.description} />
        {!isOwnApi(api.slug) && <PlanCards api={api.slug} />}
        <Panel title={t`Versions`}>
          <VersionList api={api} versions={versions.items} />
          <span className="visually-hidden">
            <Plural value={versions.items.length} one="# version" other="# versions" />
          </span>
        </Panel>
      </Stack>
    </ApiFrame>
  );
}
