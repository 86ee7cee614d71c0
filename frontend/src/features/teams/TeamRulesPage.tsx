import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { getTeamOptions } from "@/client/@tanstack/react-query.gen";
import { LevelForm } from "@/features/policy/LevelForm";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";

const route = getRouteApi("/teams/$team/rules");

/** TeamRulesPage lets owners of a team tighten the rules for its tokens. */
export function TeamRulesPage() {
  const { t } = useLingui();
  const { team: id } = route.useParams();
  const { data: team } = useSuspenseQuery(getTeamOptions({ path: { team: id } }));
  if (team.role !== "owner") return <Navigate to="/teams/$team" params={{ team: id }} replace />;
  return (
    <>
      <PageHeader
        title={t`Rules of the team ${team.name}`}
        lead={
          <Trans>
            What stays empty is as the portal says. You can tighten a rule, for yourself too, but not loosen it again:
            that takes somebody who sets policy and isn't in the team.
          </Trans>
        }
        above={
          <Crumb>
            <TextLink to="/teams/$team" params={{ team: id }}>
              {team.name}
            </TextLink>
          </Crumb>
        }
      />
      <LevelForm level="team" id={id} mine />
    </>
  );
}
