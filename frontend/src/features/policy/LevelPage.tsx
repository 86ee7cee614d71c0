import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getLevelPolicyOptions } from "@/client/@tanstack/react-query.gen";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { LevelForm } from "./LevelForm";
import type { Level } from "./values";

const route = getRouteApi("/operate/policies/$level/$id");

/** LevelPage edits what an API, a team or an app says about tokens. */
export function LevelPage() {
  const { t } = useLingui();
  const { level: named, id } = route.useParams();
  const level: Level = named === "app" || named === "team" ? named : "api";
  const {
    data: { name },
  } = useSuspenseQuery(getLevelPolicyOptions({ path: { level, id } }));
  const titles = {
    api: t`Policy of the API ${name}`,
    team: t`Policy of the team ${name}`,
    app: t`Policy of the app ${name}`,
  };
  return (
    <>
      <PageHeader
        title={titles[level]}
        lead={<Trans>What stays empty is as above. A value here can only be tighter.</Trans>}
        above={
          <Crumb>
            <TextLink to="/operate/settings">
              <Trans>Settings</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <LevelForm level={level} id={id} />
    </>
  );
}
