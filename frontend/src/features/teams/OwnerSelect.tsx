import { useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { useMe } from "@/lib/session";

type Props = { value: string; label: string; description?: string; onChange: (team: string) => void };

/** OwnerSelect asks whether an app is one's own or a team's; "" is one's own. It shows nothing to who is in no team. */
export function OwnerSelect({ value, label, description, onChange }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const teams = me.teams.filter((team) => team.role !== "viewer");
  if (teams.length === 0) return null;
  return (
    <Select
      label={label}
      description={description}
      allowDeselect={false}
      data={[{ value: "", label: t`You alone` }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
      value={value}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}
