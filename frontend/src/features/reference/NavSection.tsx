import { Group, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

type SectionProps = { title: string; count: number; open: boolean; children: () => ReactNode };

/** NavSection is a group that opens; a closed one renders nothing of what it holds. */
export function NavSection({ title, count, open, children }: SectionProps) {
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const opened = chosen ?? open;
  const Icon = opened ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={() => setChosen(!opened)} aria-expanded={opened} w="100%" px={4} py={4}>
        <Group gap={4} wrap="nowrap">
          <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="sm" fw={650} style={{ flex: 1, overflowWrap: "anywhere" }}>
            {title}
          </Text>
          <Text size="xs" c="dimmed">
            {count}
          </Text>
        </Group>
      </UnstyledButton>
      {opened && <div>{children()}</div>}
    </div>
  );
}
