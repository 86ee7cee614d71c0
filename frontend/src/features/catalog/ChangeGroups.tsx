import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Box, Group, Stack, Text } from "@mantine/core";
import type { ChangeGroup, Difference } from "@/client/types.gen";
import { Coded } from "@/ui/Coded";
import { TextLink } from "@/ui/links";
import { Method } from "@/ui/Method";
import { LevelBadge } from "./ChangeLevel";

type Versions = Pick<Difference, "from" | "to">;
type Props = { api: string; versions: Versions; groups: ChangeGroup[]; linked?: boolean };

/** ChangeGroups lists changes below the operation or schema that they belong to, each leading into the reference. */
export function ChangeGroups({ api, versions, groups, linked = true }: Props) {
  return (
    <Stack component="ul" gap="lg" p={0} m={0} style={{ listStyle: "none" }}>
      {groups.map((group) => (
        <li key={`${group.kind} ${group.method} ${group.path} ${group.id}`}>
          <Heading api={api} versions={versions} group={group} linked={linked} />
          <Stack component="ul" gap={6} p={0} mt="xs" mb={0} style={{ listStyle: "none" }}>
            {group.changes.map((change, index) => (
              <Group component="li" key={`${index} ${change.rule}`} gap="xs" align="flex-start" wrap="nowrap">
                <LevelBadge level={change.level} />
                <Text size="sm" component="div" style={{ minWidth: 0, overflowWrap: "anywhere" }}>
                  {change.place && (
                    <Text span c="dimmed" inherit>
                      <Coded text={change.place} />
                      {": "}
                    </Text>
                  )}
                  <Coded text={change.text} />
                </Text>
              </Group>
            ))}
          </Stack>
        </li>
      ))}
    </Stack>
  );
}

type Part = { api: string; versions: Versions; group: ChangeGroup; linked: boolean };

function Heading({ api, versions, group, linked }: Part) {
  const { t } = useLingui();
  const search = { version: (group.gone ? versions.from : versions.to).label };
  if (group.kind === "document")
    return (
      <Text fw={600} size="sm">
        <Trans>The document as a whole</Trans>
      </Text>
    );
  if (group.kind === "schema")
    return (
      <Box>
        <Text fw={600} size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
          <Trans>Schema</Trans>{" "}
          {linked ? (
            <TextLink
              to="/apis/$api/reference/schemas/$schema"
              params={{ api, schema: group.id }}
              search={search}
              inherit
            >
              {group.id}
            </TextLink>
          ) : (
            group.id
          )}
        </Text>
        <Users api={api} search={search} group={group} linked={linked} />
      </Box>
    );
  const words = group.title || `${group.method} ${group.path}`;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Method method={group.method ?? ""} short />
      <Box style={{ minWidth: 0, overflowWrap: "anywhere" }}>
        <Text fw={600} size="sm" component="div">
          {linked && group.id ? (
            <TextLink
              to="/apis/$api/reference/$operation"
              params={{ api, operation: group.id }}
              search={search}
              inherit
            >
              {words}
            </TextLink>
          ) : (
            words
          )}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {group.path}
          {group.kind === "webhook" && ` (${t`webhook`})`}
        </Text>
      </Box>
    </Group>
  );
}

type UsersProps = { api: string; search: { version: string }; group: ChangeGroup; linked: boolean };

function Users({ api, search, group, linked }: UsersProps) {
  if (group.users === 0) return null;
  return (
    <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
      <Plural value={group.users} one="Used by # operation:" other="Used by # operations:" />{" "}
      {group.usedBy.map((operation, index) => (
        <span key={operation}>
          {index > 0 && ", "}
          {linked ? (
            <TextLink to="/apis/$api/reference/$operation" params={{ api, operation }} search={search} inherit>
              {operation}
            </TextLink>
          ) : (
            operation
          )}
        </span>
      ))}
      {group.users > group.usedBy.length && " …"}
    </Text>
  );
}
