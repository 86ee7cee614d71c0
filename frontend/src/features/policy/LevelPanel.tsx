import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getLevelPolicyOptions } from "@/client/@tanstack/react-query.gen";
import { can, sessionOptions } from "@/lib/session";
import { ButtonLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { EffectiveList } from "./EffectiveList";
import { Planned } from "./Planned";
import type { Level } from "./values";

/** mine: whether one owns the team that the panel is about. */
type Props = { level: Level; id: string; mine?: boolean };

/** LevelPanel shows on an API's, a team's or an app's page which rules hold for its tokens, and who set them. */
export function LevelPanel({ level, id, mine }: Props) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(getLevelPolicyOptions({ path: { level, id } }));
  const { data: me } = useQuery(sessionOptions);
  const change = can(me ?? null, "policy:write") ? (
    <ButtonLink to="/operate/policies/$level/$id" params={{ level, id }} variant="default" size="xs">
      <Trans>Change</Trans>
    </ButtonLink>
  ) : (
    mine && (
      <ButtonLink to="/teams/$team/rules" params={{ team: id }} variant="default" size="xs">
        <Trans>Tighten</Trans>
      </ButtonLink>
    )
  );
  return (
    <Panel title={t`Rules for tokens`} actions={change}>
      <Text size="sm" c="dimmed" mb="sm">
        {level === "api" && (
          <Trans>They hold for every token that carries a scope of this API. A team or an app may ask for more.</Trans>
        )}
        {level === "team" && (
          <Trans>They hold for every token of the team's apps. An API or an app may ask for more.</Trans>
        )}
        {level === "app" && (
          <Trans>They hold for every token of this app. An API whose scopes a token carries may ask for more.</Trans>
        )}
      </Text>
      {data.planned && <Planned planned={data.planned} rules={data.effective.rules} />}
      <EffectiveList policy={data.effective} />
    </Panel>
  );
}
