import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getTeamOptions } from "@/client/@tanstack/react-query.gen";
import { LevelPanel } from "@/features/policy/LevelPanel";
import { can, useMe } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Invitations } from "./Invitations";
import { Members } from "./Members";
import { useTeamRoleWord } from "./roles";
import { TeamApps } from "./TeamApps";
import { TeamSettings } from "./TeamSettings";

const route = getRouteApi("/teams/$team");

export function TeamPage() {
  const { t } = useLingui();
  const { team: id } = route.useParams();
  const me = useMe();
  const roleWord = useTeamRoleWord();
  const { data: team } = useSuspenseQuery(getTeamOptions({ path: { team: id } }));
  return (
    <>
      <PageHeader
        title={team.name}
        badge={
          team.role && (
            <Badge variant="light" tt="none">
              {roleWord(team.role).label}
            </Badge>
          )
        }
        lead={
          team.role ? (
            <Trans>
              Everybody here sees what the team owns. The guide says how a team works:{" "}
              <TextLink to="/guides/$guide" params={{ guide: "teams" }} underline="always" inherit>
                Working as a team
              </TextLink>
              .
            </Trans>
          ) : (
            t`You see this team because of your role in the portal.`
          )
        }
        above={
          <Crumb>
            {team.role ? (
              <TextLink to="/teams">
                <Trans>Teams</Trans>
              </TextLink>
            ) : (
              <TextLink to="/operate/teams">
                <Trans>All teams</Trans>
              </TextLink>
            )}
          </Crumb>
        }
      />
      <Stack>
        <Members team={team} />
        {team.role === "owner" && <Invitations team={team} />}
        <TeamApps team={team} />
        {can(me, "policies:read") && <LevelPanel level="team" id={id} mine={team.role === "owner"} />}
        {team.role && <TeamSettings team={team} />}
      </Stack>
    </>
  );
}
