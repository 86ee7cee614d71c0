import type { ApiTeam } from "@/client/types.gen";

/** teamOptions answers what to choose among: teams of one name, which anybody can make, are told apart by the end of their ids. */
export function teamOptions(teams: ApiTeam[]): { value: string; label: string }[] {
  const byID = new Map(teams.map(({ id, name }) => [id, name]));
  const alike = new Map<string, number>();
  for (const name of byID.values()) alike.set(fold(name), (alike.get(fold(name)) ?? 0) + 1);
  return [...byID].map(([value, name]) => ({
    value,
    label: (alike.get(fold(name)) ?? 0) > 1 ? `${name} (…${value.slice(-6)})` : name,
  }));
}

function fold(name: string): string {
  return name.normalize("NFKC").toLocaleLowerCase("en");
}
