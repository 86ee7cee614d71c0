import { Badge } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import type { App } from "@/client/types.gen";
import { TextLink } from "@/ui/links";

/** TeamBadge leads to the team that owns an app. */
export function TeamBadge({ app }: { app: App }) {
  if (!app.team) return null;
  return (
    <TextLink to="/teams/$team" params={{ team: app.team }} underline="never">
      <Badge
        variant="light"
        color="gray"
        tt="none"
        style={{ cursor: "pointer" }}
        leftSection={<IconUsersGroup size={14} aria-hidden />}
      >
        {app.ownerName}
      </Badge>
    </TextLink>
  );
}
