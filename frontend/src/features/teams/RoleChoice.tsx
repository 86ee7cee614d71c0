import { useLingui } from "@lingui/react/macro";
import { Radio, Stack } from "@mantine/core";
import { oneOf } from "@/lib/search";
import { type TeamRole, teamRoles, useTeamRoleWord } from "./roles";

type Props = { value: TeamRole; error?: string | undefined; onChange: (role: TeamRole) => void };

/** RoleChoice asks what somebody may do in a team. */
export function RoleChoice({ value, error, onChange }: Props) {
  const { t } = useLingui();
  const roleWord = useTeamRoleWord();
  return (
    <Radio.Group
      label={t`Role`}
      value={value}
      error={error}
      onChange={(next) => onChange(oneOf(next, teamRoles) ?? value)}
    >
      <Stack gap="sm" mt="xs">
        {teamRoles.map((role) => (
          <Radio key={role} value={role} label={roleWord(role).label} description={roleWord(role).hint} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
