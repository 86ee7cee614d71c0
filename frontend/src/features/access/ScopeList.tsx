import { Trans } from "@lingui/react/macro";
import { Code, Group, Text } from "@mantine/core";

/** ScopeList shows scopes as people write them, `{api}:{scope}`. */
export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  if (scopes.length === 0) {
    return (
      <Text size="sm" c="dimmed" span>
        <Trans>none</Trans>
      </Text>
    );
  }
  return (
    <Group gap={4}>
      {scopes.map((scope) => (
        <Code key={scope}>{scope}</Code>
      ))}
    </Group>
  );
}
