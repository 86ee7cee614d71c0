import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import {
  getLevelPolicyOptions,
  getLevelPolicyQueryKey,
  listPoliciesQueryKey,
  setLevelPolicyMutation,
  setTeamPolicyMutation,
} from "@/client/@tanstack/react-query.gen";
import type { LevelPolicy } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { EffectiveList } from "./EffectiveList";
import { LevelEditor } from "./LevelEditor";
import { Planned } from "./Planned";
import type { Apply } from "./SaveDialog";
import { type Level, partOf, type Values, valuesOf } from "./values";

type Props = { level: Level; id: string; mine?: boolean };

/** LevelForm edits what a level says, as one who sets policy or (mine) as an owner of the team. */
export function LevelForm({ level, id, mine = false }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const path = { level, id };
  const { data: policy } = useSuspenseQuery(getLevelPolicyOptions({ path }));
  const onSuccess = async (saved: LevelPolicy) => {
    client.setQueryData(getLevelPolicyQueryKey({ path }), saved);
    done(t`The policy is saved`);
    await client.invalidateQueries({ queryKey: listPoliciesQueryKey() });
  };
  const general = useMutation({ ...setLevelPolicyMutation(), onSuccess });
  const ofTeam = useMutation({ ...setTeamPolicyMutation(), onSuccess });
  const { isPending: busy, error } = mine ? ofTeam : general;
  const change = (values: Values, apply: Apply) => {
    const request = { query: apply, headers: { "If-Match": etag(policy.version) }, body: partOf(values) };
    if (mine) ofTeam.mutate({ path: { team: id }, ...request });
    else general.mutate({ path, ...request });
  };
  const drop = () => change(valuesOf(policy.own), { apply: "renewal" });
  return (
    <Stack>
      {policy.planned && (
        <Planned planned={policy.planned} rules={policy.effective.rules} busy={busy} {...(!mine && { onDrop: drop })} />
      )}
      {mine && policy.planned ? (
        <Text size="sm">
          <Trans>
            Until then, only people who set policy and aren't in the team change its rules: any change would drop what
            is announced.
          </Trans>
        </Text>
      ) : (
        <LevelEditor
          key={policy.version}
          level={level}
          id={id}
          mine={mine}
          initial={valuesOf(policy.own)}
          above={policy.above}
          part={partOf}
          busy={busy}
          error={error}
          onSave={change}
        />
      )}
      <Panel title={t`Rules that hold`}>
        <EffectiveList policy={policy.effective} />
      </Panel>
    </Stack>
  );
}
