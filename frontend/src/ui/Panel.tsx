import { Card, Group, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { title: string; actions?: ReactNode; children: ReactNode };

/** Panel is a titled part of a page. */
export function Panel({ title, actions, children }: Props) {
  return (
    <Card withBorder padding="lg" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      <div>{children}</div>
    </Card>
  );
}
