import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { resendTeamInvitationMutation, withdrawTeamInvitationMutation } from "@/client/@tanstack/react-query.gen";
import type { Team, TeamInvitation } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { InviteDialog } from "./InviteDialog";
import { useTeamRoleWord } from "./roles";
import { useTeamChange } from "./useTeamChange";

/** Invitations are those that nobody answered yet. */
export function Invitations({ team }: { team: Team }) {
  const { t } = useLingui();
  const roleWord = useTeamRoleWord();
  const changed = useTeamChange();
  const [opened, { open, close }] = useDisclosure(false);
  const after = (sentence: string) => async () => {
    done(sentence);
    await changed(team.id);
  };
  const resend = useMutation({ ...resendTeamInvitationMutation(), onSuccess: after(t`The invitation is sent again`) });
  const withdraw = useMutation({
    ...withdrawTeamInvitationMutation(),
    onSuccess: after(t`The invitation is withdrawn`),
  });
  const columns: Column<TeamInvitation>[] = [
    { key: "email", header: t`E-mail`, main: true, cell: ({ email }) => email },
    { key: "role", header: t`Role`, cell: ({ role }) => roleWord(role).label },
    { key: "sent", header: t`Sent`, cell: ({ sentAt }) => <RelativeTime at={sentAt} /> },
    { key: "ends", header: t`Ends`, cell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
    {
      key: "actions",
      header: "",
      cell: ({ id }) => (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="subtle"
            loading={resend.isPending && resend.variables.path.invitation === id}
            onClick={() => resend.mutate({ path: { team: team.id, invitation: id } })}
          >
            <Trans>Send again</Trans>
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            loading={withdraw.isPending && withdraw.variables.path.invitation === id}
            onClick={() => withdraw.mutate({ path: { team: team.id, invitation: id } })}
          >
            <Trans>Withdraw</Trans>
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <Panel
      title={t`Invitations`}
      actions={
        <Button size="xs" onClick={open} leftSection={<IconUserPlus size={16} aria-hidden />}>
          <Trans>Invite</Trans>
        </Button>
      }
    >
      <ProblemAlert error={resend.error ?? withdraw.error} />
      <DataList
        label={t`Invitations`}
        rows={team.invitations}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>No invitation waits for an answer. One lasts three days.</Trans>
          </Text>
        }
      />
      {opened && <InviteDialog team={team} onClose={close} />}
    </Panel>
  );
}
