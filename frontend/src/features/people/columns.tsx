import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Box, Button, Group, Text } from "@mantine/core";
import type { Account } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import type { Column } from "@/ui/DataList";
import { ButtonLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { useRoleWord } from "./roles";

/** Editing is what somebody changes of a person. */
export type Editing = { what: "roles" | "state"; person: Account };

/** usePeopleColumns answers the columns of the list of people. */
export function usePeopleColumns(edit: (editing: Editing) => void): Column<Account>[] {
  const { t } = useLingui();
  const me = useMe();
  const roleWord = useRoleWord();
  return [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (person) => (
        <div>
          {person.name}
          <Text size="sm" c="dimmed" fw={400} style={{ overflowWrap: "anywhere" }}>
            {person.email}
          </Text>
        </div>
      ),
    },
    { key: "roles", header: t`Roles`, cell: (person) => person.roles.map((role) => roleWord(role).label).join(", ") },
    {
      key: "state",
      header: t`State`,
      cell: (person) => (
        <Box ta={{ base: "right", sm: "left" }}>
          <StateBadge state={person.state} />
          {person.inactiveAt && (
            <Text size="sm" c="dimmed">
              <Trans>
                Suspended <RelativeTime at={person.inactiveAt} />
              </Trans>
            </Text>
          )}
        </Box>
      ),
    },
    {
      key: "seen",
      header: t`Last seen`,
      cell: (person) => <RelativeTime at={person.lastSeenAt} fallback={t`never`} />,
    },
    { key: "since", header: t`Since`, cell: (person) => <RelativeTime at={person.createdAt} /> },
    {
      key: "actions",
      header: "",
      cell: (person) => (
        <Group gap={4} miw={{ sm: "max-content" }}>
          {can(me, "tokens:read-all") && (
            <ButtonLink size="compact-sm" variant="subtle" to="/operate/tokens" search={{ owner: person.id }}>
              <Trans>Tokens</Trans>
            </ButtonLink>
          )}
          {person.operatorTokens && can(me, "operator-tokens:write") && (
            <ButtonLink size="compact-sm" variant="subtle" to="/operate/machines" search={{ owner: person.id }}>
              <Plural value={person.operatorTokens} one="# operator token" other="# operator tokens" />
            </ButtonLink>
          )}
          <ButtonLink size="compact-sm" variant="subtle" to="/operate/teams" search={{ member: person.id }}>
            <Trans>Teams</Trans>
          </ButtonLink>
          {can(me, "roles:grant") && (
            <Button size="compact-sm" variant="subtle" onClick={() => edit({ what: "roles", person })}>
              <Trans>Roles</Trans>
            </Button>
          )}
          {can(me, "people:write") && person.id !== me.account.id && (
            <Button
              size="compact-sm"
              variant="subtle"
              color={person.state === "active" ? "red" : undefined}
              onClick={() => edit({ what: "state", person })}
            >
              {person.state === "active" ? <Trans>Disable</Trans> : <Trans>Enable</Trans>}
            </Button>
          )}
        </Group>
      ),
    },
  ];
}
