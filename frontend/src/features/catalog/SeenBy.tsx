import { plural, t } from "@lingui/core/macro";
import { Badge } from "@mantine/core";
import type { Api } from "@/client/types.gen";

/** seenBy says who sees an API. */
export function seenBy({ visibility, teamCount = 0 }: Api): string {
  if (visibility === "public") return t`everybody`;
  if (visibility === "signed-in") return t`people who are signed in`;
  if (teamCount === 0) return t`operators only`;
  return plural(teamCount, { one: "# team only", other: "# teams only" });
}

/** TeamsBadge marks an API that is for some teams. */
export function TeamsBadge({ api: { visibility, teamCount = 0 } }: { api: Api }) {
  if (visibility !== "teams") return null;
  return (
    <Badge color="grape" variant="light" radius="sm" tt="none">
      {teamCount === 0 ? t`For no team` : plural(teamCount, { one: "Only for # team", other: "Only for # teams" })}
    </Badge>
  );
}
