import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  getPolicyOptions,
  getPolicyQueryKey,
  listComplianceProfilesQueryKey,
  setPolicyMutation,
} from "@/client/@tanstack/react-query.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { PageHeader } from "@/ui/PageHeader";
import { LevelEditor } from "./LevelEditor";
import { LevelsPanel } from "./LevelsPanel";
import { Planned } from "./Planned";
import { ProfilesPanel } from "./ProfilesPanel";
import type { Apply } from "./SaveDialog";
import { requestOf, type Values, valuesOf } from "./values";

const path = { level: "instance" };

/** SettingsPage edits the top of the ladder and leads to the levels below. */
export function SettingsPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: policy } = useSuspenseQuery(getPolicyOptions({ path }));
  const [dirty, setDirty] = useState(false);
  const save = useMutation({
    ...setPolicyMutation(),
    onSuccess: async () => {
      done(t`The policy is saved`);
      await Promise.all([
        client.invalidateQueries({ queryKey: getPolicyQueryKey({ path }) }),
        client.invalidateQueries({ queryKey: listComplianceProfilesQueryKey() }),
      ]);
    },
  });
  const change = (values: Values, apply: Apply) =>
    save.mutate({
      path,
      query: apply,
      headers: { "If-Match": etag(policy.version) },
      body: requestOf(values),
    });
  return (
    <>
      <PageHeader
        title={t`Settings`}
        lead={
          <Trans>
            The rules that every token of this portal follows, and what happens to unused accounts. APIs and apps may
            tighten the rules for tokens, never loosen.
          </Trans>
        }
      />
      <Stack maw={860}>
        <ProfilesPanel announced={Boolean(policy.planned)} dirty={dirty} />
        <LevelsPanel />
        {policy.planned && (
          <Planned
            planned={policy.planned}
            rules={policy}
            busy={save.isPending}
            onDrop={() => change(valuesOf(policy), { apply: "renewal" })}
          />
        )}
        <LevelEditor
          key={policy.version}
          level="instance"
          id=""
          initial={valuesOf(policy)}
          part={requestOf}
          busy={save.isPending}
          error={save.error}
          onSave={change}
          onDirty={setDirty}
        />
      </Stack>
    </>
  );
}
