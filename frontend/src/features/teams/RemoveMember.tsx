import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { removeTeamMemberMutation } from "@/client/@tanstack/react-query.gen";
import type { Team, TeamMember } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useTeamChange } from "./useTeamChange";

/** RemoveMember ends the membership of somebody else. */
export function RemoveMember({ team, member, onClose }: { team: Team; member: TeamMember; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useTeamChange();
  const remove = useMutation({
    ...removeTeamMemberMutation(),
    onSuccess: async () => {
      onClose();
      done(t`${member.name} is not in the team any more`);
      await changed(team.id);
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Remove ${member.name}?`}
      confirm={t`Remove`}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { team: team.id, person: member.account } })}
    >
      <Text size="sm">
        <Trans>
          They lose sight of the team's apps at once. Tokens that they made go on working; a notice names them, so that
          you can rotate what they may have kept.
        </Trans>
      </Text>
    </ConfirmDialog>
  );
}
