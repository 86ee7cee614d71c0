import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { setTeamRoleMutation } from "@/client/@tanstack/react-query.gen";
import type { Team, TeamMember } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { RoleChoice } from "./RoleChoice";
import { useTeamChange } from "./useTeamChange";

/** RoleDialog changes what a member may do. */
export function RoleDialog({ team, member, onClose }: { team: Team; member: TeamMember; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useTeamChange();
  const [role, setRole] = useState(member.role);
  const save = useMutation({
    ...setTeamRoleMutation(),
    onSuccess: async () => {
      onClose();
      done(t`The role of ${member.name} is saved`);
      await changed(team.id);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Role of ${member.name}`}
      confirm={t`Save`}
      busy={save.isPending}
      error={save.error}
      onConfirm={() => save.mutate({ path: { team: team.id, person: member.account }, body: { role } })}
    >
      <Text size="sm">
        <Trans>It holds from their next click on. A team keeps at least one owner.</Trans>
      </Text>
      <RoleChoice value={role} onChange={setRole} />
    </ConfirmDialog>
  );
}
