import { Badge, type MantineColor } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHourglass,
  IconLoader2,
  IconPencil,
  IconPlayerPause,
  type IconProps,
  IconRefresh,
  IconShieldHalf,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { stateWord } from "./words";

type Look = { color: MantineColor; icon: ComponentType<IconProps> };

const looks: Record<string, Look> = {
  active: { color: "green", icon: IconCircleCheck },
  published: { color: "green", icon: IconCircleCheck },
  approved: { color: "green", icon: IconCircleCheck },
  allowed: { color: "green", icon: IconCircleCheck },
  delivered: { color: "green", icon: IconCircleCheck },
  sent: { color: "green", icon: IconCircleCheck },
  success: { color: "green", icon: IconCircleCheck },
  low: { color: "green", icon: IconCircleCheck },
  partly: { color: "teal", icon: IconCircleCheck },
  expiring: { color: "orange", icon: IconHourglass },
  deprecated: { color: "orange", icon: IconHourglass },
  medium: { color: "orange", icon: IconAlertTriangle },
  rotating: { color: "blue", icon: IconRefresh },
  importing: { color: "blue", icon: IconLoader2 },
  queued: { color: "blue", icon: IconClock },
  pending: { color: "yellow", icon: IconClock },
  kept: { color: "yellow", icon: IconClock },
  draft: { color: "gray", icon: IconPencil },
  quarantined: { color: "yellow", icon: IconShieldHalf },
  suspended: { color: "grape", icon: IconPlayerPause },
  paused: { color: "grape", icon: IconPlayerPause },
  inactive: { color: "grape", icon: IconPlayerPause },
  waiting: { color: "yellow", icon: IconClock },
  disabled: { color: "gray", icon: IconBan },
  expired: { color: "gray", icon: IconClock },
  usedUp: { color: "gray", icon: IconCircleCheck },
  ended: { color: "gray", icon: IconBan },
  withdrawn: { color: "gray", icon: IconBan },
  retired: { color: "gray", icon: IconBan },
  revoked: { color: "red", icon: IconCircleX },
  refused: { color: "red", icon: IconPlayerPause },
  stopped: { color: "red", icon: IconPlayerPause },
  denied: { color: "red", icon: IconCircleX },
  failed: { color: "red", icon: IconCircleX },
  failure: { color: "red", icon: IconCircleX },
  high: { color: "red", icon: IconAlertTriangle },
  next: { color: "blue", icon: IconClock },
  retiring: { color: "orange", icon: IconHourglass },
  removed: { color: "gray", icon: IconBan },
  live: { color: "gate", icon: IconCircleCheck },
  sandbox: { color: "cyan", icon: IconPencil },
  ephemeral: { color: "gray", icon: IconHourglass },
};

const unknown: Look = { color: "gray", icon: IconClock };

/** StateBadge shows a state as colour, icon and word. `label` overrides the word where the context needs another one. */
export function StateBadge({ state, label }: { state: string; label?: string }) {
  const { color, icon: Icon } = looks[state] ?? unknown;
  return (
    <Badge
      miw="max-content"
      color={color}
      variant="light"
      radius="sm"
      tt="none"
      fw={600}
      leftSection={<Icon size={13} aria-hidden />}
      style={{ flexShrink: 0 }}
    >
      {label ?? stateWord(state)}
    </Badge>
  );
}
