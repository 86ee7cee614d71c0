import { useLingui } from "@lingui/react/macro";
import { Badge, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { Change, ChangeCounts } from "@/client/types.gen";

export type Level = Change["level"];

export const levels: readonly Level[] = ["breaking", "risky", "compatible"];

const looks = {
  breaking: { color: "red", icon: IconCircleX },
  risky: { color: "orange", icon: IconAlertTriangle },
  compatible: { color: "green", icon: IconCircleCheck },
} as const;

/** LevelBadge says what a change does to callers, by colour, icon and word. */
export function LevelBadge({ level, count }: { level: Level; count?: number }) {
  const { t } = useLingui();
  const { color, icon: Icon } = looks[level];
  const words = { breaking: t`breaking`, risky: t`risky`, compatible: t`compatible` };
  return (
    <Badge
      miw="max-content"
      color={count === 0 ? "gray" : color}
      variant="light"
      radius="sm"
      tt="none"
      leftSection={<Icon size={13} aria-hidden />}
      style={{ flexShrink: 0 }}
    >
      {count !== undefined && `${count} `}
      {words[level]}
    </Badge>
  );
}

/** Counts shows how many changes there are of each level that has some. */
export function Counts({ counts }: { counts: ChangeCounts }) {
  const { t } = useLingui();
  const present = levels.filter((level) => counts[level] > 0);
  if (present.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t`Nothing changes for callers.`}
      </Text>
    );
  return (
    <Group gap="xs">
      {present.map((level) => (
        <LevelBadge key={level} level={level} count={counts[level]} />
      ))}
    </Group>
  );
}
