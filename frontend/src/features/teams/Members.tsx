import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Team, TeamMember } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { RemoveMember } from "./RemoveMember";
import { RoleDialog } from "./RoleDialog";
import { useTeamRoleWord } from "./roles";

/** Members lists who is in a team; its owners change that here. */
export function Members({ team }: { team: Team }) {
  const { t } = useLingui();
  const roleWord = useTeamRoleWord();
  const [editing, setEditing] = useState<{ what: "role" | "remove"; member: TeamMember } | undefined>();
  const close = () => setEditing(undefined);
  const columns: Column<TeamMember>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (member) => (
        <div>
          <Group gap="xs">
            {member.name}
            {member.you && (
              <Badge size="sm" variant="light" tt="none">
                <Trans>You</Trans>
              </Badge>
            )}
            {!member.active && (
              <Badge size="sm" variant="light" color="gray" tt="none">
                <Trans>Disabled</Trans>
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" fw={400} style={{ overflowWrap: "anywhere" }}>
            {member.email}
          </Text>
        </div>
      ),
    },
    { key: "role", header: t`Role`, cell: (member) => roleWord(member.role).label },
    { key: "since", header: t`In the team since`, cell: (member) => <RelativeTime at={member.joinedAt} /> },
  ];
  if (team.role === "owner")
    columns.push({
      key: "actions",
      header: "",
      cell: (member) => (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" onClick={() => setEditing({ what: "role", member })}>
            <Trans>Change role</Trans>
          </Button>
          {!member.you && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              onClick={() => setEditing({ what: "remove", member })}
            >
              <Trans>Remove</Trans>
            </Button>
          )}
        </Group>
      ),
    });
  return (
    <Panel title={t`Members`}>
      <DataList label={t`Members`} rows={team.members} columns={columns} rowKey={(member) => member.account} />
      {editing?.what === "role" && <RoleDialog team={team} member={editing.member} onClose={close} />}
      {editing?.what === "remove" && <RemoveMember team={team} member={editing.member} onClose={close} />}
    </Panel>
  );
}
