import { Badge, Group, Highlight, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Method } from "@/ui/Method";
import type { Hit } from "./recent";

type Props = { id: string; hit: Hit; words: string[]; picked: boolean; onOpen: () => void; onPoint: () => void };

/** SearchHit is one line of the results, with what was typed marked in it. */
export function SearchHit({ id, hit, words, picked, onOpen, onPoint }: Props) {
  const line = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (picked) line.current?.scrollIntoView?.({ block: "nearest" });
  }, [picked]);
  return (
    <UnstyledButton
      ref={line}
      id={id}
      role="option"
      aria-selected={picked}
      tabIndex={-1}
      p="xs"
      bg={picked ? "var(--mantine-color-default-hover)" : undefined}
      style={{ borderRadius: "var(--mantine-radius-sm)" }}
      onClick={onOpen}
      onMouseMove={onPoint}
    >
      <Group gap="xs" wrap="nowrap">
        {hit.method ? (
          <Method method={hit.method} short />
        ) : (
          <Badge variant="light" color="gray" radius="sm" tt="none" style={{ flexShrink: 0 }}>
            {hit.kind}
          </Badge>
        )}
        <Highlight component="span" highlight={words} truncate style={{ flexShrink: 0, maxWidth: "60%" }}>
          {hit.title}
        </Highlight>
        <Highlight component="span" highlight={words} size="sm" c="dimmed" truncate>
          {hit.subtitle}
        </Highlight>
      </Group>
    </UnstyledButton>
  );
}
