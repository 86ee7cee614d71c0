import { Trans, useLingui } from "@lingui/react/macro";
import { Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createTeamMutation } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useTeamChange } from "./useTeamChange";

/** NewTeamDialog makes a team and opens it. */
export function NewTeamDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const changed = useTeamChange();
  const [name, setName] = useState("");
  const create = useMutation({
    ...createTeamMutation(),
    onSuccess: async (team) => {
      done(t`The team ${team.name} is there`);
      await changed();
      await navigate({ to: "/teams/$team", params: { team: team.id } });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t`New team`}
      confirm={t`Make the team`}
      busy={create.isPending}
      disabled={!name.trim()}
      error={create.error}
      onConfirm={() => create.mutate({ body: { name } })}
    >
      <Text size="sm">
        <Trans>You become its owner. Invite others next.</Trans>
      </Text>
      <TextInput
        label={t`Name`}
        required
        maxLength={80}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldErrors(create.error)["name"]}
      />
    </ConfirmDialog>
  );
}
