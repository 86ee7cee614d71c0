import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  listComplianceProfilesOptions,
  previewPolicyMutation,
  switchComplianceProfileMutation,
} from "@/client/@tanstack/react-query.gen";
import type { ComplianceProfile } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Demands } from "./Demands";
import { ProfileCard } from "./ProfileCard";
import { ProfileOffDialog } from "./ProfileOffDialog";
import { SaveDialog } from "./SaveDialog";

/** ProfilesPanel switches compliance profiles on and off. Switching on is a save of the policy, with its preview; either loads
 * the rules below anew, so it asks first when something there isn't saved. */
export function ProfilesPanel({ announced, dirty }: { announced: boolean; dirty: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(listComplianceProfilesOptions());
  const [chosen, setChosen] = useState<ComplianceProfile>();
  const preview = useMutation(previewPolicyMutation());
  const turn = useMutation({
    ...switchComplianceProfileMutation(),
    onSuccess: async (_, { body }) => {
      setChosen(undefined);
      done(body.on ? t`The profile is on` : t`The profile is off`);
      await client.invalidateQueries();
    },
  });
  const request = { level: "instance" as const, id: "", rule: "", rules: chosen?.rules ?? {} };
  const [asked, setAsked] = useState<ComplianceProfile>();
  const choose = (profile: ComplianceProfile) => {
    setAsked(undefined);
    turn.reset();
    if (profile.on) return setChosen(profile);
    preview.mutate(
      { body: { level: "instance", id: "", rule: "", rules: profile.rules } },
      { onSuccess: () => setChosen(profile) },
    );
  };
  const missed = chosen?.demands.filter((demand) => !demand.met) ?? [];
  const close = () => setChosen(undefined);
  const call = (profile: ComplianceProfile) => ({
    path: { profile: profile.id },
    headers: { "If-Match": etag(data.version) },
  });
  return (
    <Panel title={t`Compliance profiles`}>
      <Stack>
        <Text size="sm" c="dimmed">
          <Trans>
            A profile tightens the rules below to what a regulation asks, and refuses to save looser ones while it is
            on. What the installation itself needs is checked by “gatehouse doctor --profile”.
          </Trans>
        </Text>
        <ProblemAlert error={preview.error} />
        {data.items.map((profile) => (
          <ProfileCard
            key={profile.id}
            profile={profile}
            busy={preview.isPending}
            onSwitch={() => (dirty ? setAsked(profile) : choose(profile))}
          />
        ))}
      </Stack>
      <ConfirmDialog
        opened={Boolean(asked)}
        onClose={() => setAsked(undefined)}
        title={t`Go on without saving?`}
        confirm={t`Go on`}
        danger
        onConfirm={() => asked && choose(asked)}
      >
        <Text size="sm">
          <Trans>You changed rules below and haven't saved them. Switching the profile throws that away.</Trans>
        </Text>
      </ConfirmDialog>
      {chosen && !chosen.on && (
        <SaveDialog
          title={t`Switch ${chosen.title} on?`}
          confirm={t`Switch on`}
          note={
            announced
              ? t`What is stricter stays. The rules that are announced are dropped.`
              : t`What is stricter stays.`
          }
          intro={
            missed.length > 0 && (
              <div>
                <Text size="sm">
                  <Trans>From now on:</Trans>
                </Text>
                <Demands demands={missed} plain />
              </div>
            )
          }
          request={request}
          preview={preview.data}
          busy={turn.isPending}
          error={turn.error}
          onClose={close}
          onSave={({ apply }) =>
            apply !== "report" && turn.mutate({ ...call(chosen), query: { apply }, body: { on: true } })
          }
        />
      )}
      {chosen?.on && (
        <ProfileOffDialog
          profile={chosen}
          busy={turn.isPending}
          error={turn.error}
          onClose={close}
          onOff={(reason) => turn.mutate({ ...call(chosen), body: { on: false, reason } })}
        />
      )}
    </Panel>
  );
}
