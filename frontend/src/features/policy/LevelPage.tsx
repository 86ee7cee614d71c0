import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import {
  getLevelPolicyOptions,
  getLevelPolicyQueryKey,
  getPolicyOptions,
  listPoliciesQueryKey,
  setLevelPolicyMutation,
} from "@/client/@tanstack/react-query.gen";
import { etag } from "@/lib/etag";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { EffectiveList } from "./EffectiveList";
import { LevelEditor } from "./LevelEditor";
import { Planned } from "./Planned";
import type { Apply } from "./SaveDialog";
import { partOf, type Values, valuesOf } from "./values";

const route = getRouteApi("/operate/policies/$level/$id");

/** LevelPage edits what an API or an app says about tokens. */
export function LevelPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { level: named, id } = route.useParams();
  const level = named === "app" ? "app" : "api";
  const path = { level, id } as const;
  const { data: policy } = useSuspenseQuery(getLevelPolicyOptions({ path }));
  const { data: above } = useSuspenseQuery(getPolicyOptions({ path: { level: "instance" } }));
  const save = useMutation({
    ...setLevelPolicyMutation(),
    onSuccess: async (saved) => {
      client.setQueryData(getLevelPolicyQueryKey({ path }), saved);
      done(t`The policy is saved`);
      await client.invalidateQueries({ queryKey: listPoliciesQueryKey() });
    },
  });
  const change = (values: Values, apply: Apply) =>
    save.mutate({ path, query: apply, headers: { "If-Match": etag(policy.version) }, body: partOf(values) });
  return (
    <>
      <PageHeader
        title={level === "api" ? t`Policy of the API ${policy.name}` : t`Policy of the app ${policy.name}`}
        lead={<Trans>What stays empty is as above. A value here can only be tighter than the portal's.</Trans>}
        above={
          <Crumb>
            <TextLink to="/operate/settings">
              <Trans>Settings</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <Stack>
        {policy.planned && (
          <Planned
            planned={policy.planned}
            rules={policy.effective.rules}
            busy={save.isPending}
            onDrop={() => change(valuesOf(policy.own), { apply: "renewal" })}
          />
        )}
        <LevelEditor
          key={policy.version}
          level={level}
          id={id}
          initial={valuesOf(policy.own)}
          above={above}
          part={partOf}
          busy={save.isPending}
          error={save.error}
          onSave={change}
        />
        <Panel title={t`Rules that hold`}>
          <EffectiveList policy={policy.effective} />
        </Panel>
      </Stack>
    </>
  );
}
