import { Trans, useLingui } from "@lingui/react/macro";
import { Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { inviteToTeamMutation } from "@/client/@tanstack/react-query.gen";
import type { Team } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { RoleChoice } from "./RoleChoice";
import type { TeamRole } from "./roles";
import { useTeamChange } from "./useTeamChange";

/** InviteDialog asks whoever has an address to join. */
export function InviteDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useTeamChange();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<TeamRole>("developer");
  const invite = useMutation({
    ...inviteToTeamMutation(),
    onSuccess: async () => {
      onClose();
      done(t`The invitation is on its way`);
      await changed(team.id);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Invite to ${team.name}`}
      confirm={t`Invite`}
      busy={invite.isPending}
      disabled={!email.trim()}
      error={invite.error}
      onConfirm={() => invite.mutate({ path: { team: team.id }, body: { email, role } })}
    >
      <Text size="sm">
        <Trans>Whoever signs in with this address can accept within three days.</Trans>
      </Text>
      <TextInput
        label={t`E-mail address`}
        type="email"
        required
        maxLength={254}
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={fieldErrors(invite.error)["email"]}
      />
      <RoleChoice value={role} error={fieldErrors(invite.error)["role"]} onChange={setRole} />
    </ConfirmDialog>
  );
}
