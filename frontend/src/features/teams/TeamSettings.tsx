import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { leaveTeamMutation, renameTeamMutation } from "@/client/@tanstack/react-query.gen";
import type { Team } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RemoveTeam } from "./RemoveTeam";
import { useTeamChange } from "./useTeamChange";

/** TeamSettings renames, leaves and removes a team. */
export function TeamSettings({ team }: { team: Team }) {
  const { t } = useLingui();
  const owner = team.role === "owner";
  const last = owner && !team.members.some(({ role, active, you }) => role === "owner" && active && !you);
  return (
    <>
      {owner && <Rename key={team.version} team={team} />}
      <Panel title={owner ? t`Leave or remove` : t`Leave`}>
        <Stack align="flex-start" gap="sm">
          <Text size="sm">
            {last ? (
              <Trans>You are the last owner: make somebody else one before you leave, or remove the team.</Trans>
            ) : (
              <Trans>You lose sight of the team's apps at once; an owner can invite you again.</Trans>
            )}
          </Text>
          <Group gap="sm">
            {!last && <Leave team={team} />}
            {owner && <RemoveTeam team={team} />}
          </Group>
        </Stack>
      </Panel>
    </>
  );
}

function Rename({ team }: { team: Team }) {
  const { t } = useLingui();
  const changed = useTeamChange();
  const [name, setName] = useState(team.name);
  const rename = useMutation({
    ...renameTeamMutation(),
    onSuccess: async () => {
      done(t`Saved`);
      await changed(team.id);
    },
  });
  return (
    <Panel title={t`Name of the team`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ path: { team: team.id }, headers: { "If-Match": etag(team.version) }, body: { name } });
        }}
      >
        <Stack maw={480} gap="sm">
          <TextInput
            label={t`Name`}
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldErrors(rename.error)["name"]}
          />
          <ProblemAlert error={rename.error} />
          <Group>
            <Button type="submit" loading={rename.isPending} disabled={!name.trim() || name === team.name}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function Leave({ team }: { team: Team }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const changed = useTeamChange();
  const [opened, { open, close }] = useDisclosure(false);
  const leave = useMutation({
    ...leaveTeamMutation(),
    onSuccess: async () => {
      done(t`You left the team ${team.name}`);
      await navigate({ to: "/teams" });
      await changed();
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Leave the team</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t`Leave ${team.name}?`}
        confirm={t`Leave`}
        busy={leave.isPending}
        error={leave.error}
        onConfirm={() => leave.mutate({ path: { team: team.id } })}
      >
        <Text size="sm">
          <Trans>Tokens that you made stay with the team; its owners learn which, so that they can rotate them.</Trans>
        </Text>
      </ConfirmDialog>
    </>
  );
}
