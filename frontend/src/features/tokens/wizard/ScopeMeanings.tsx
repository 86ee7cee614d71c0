import { Trans } from "@lingui/react/macro";
import { Group, List, Stack, Text } from "@mantine/core";
import { StateBadge } from "@/ui/StateBadge";
import { useScopeTable } from "./useScopeTable";

/** ScopeMeanings lists what each scope allows, with its risk. */
export function ScopeMeanings({ scopes }: { scopes: readonly string[] }) {
  const table = useScopeTable(scopes);
  return (
    <Stack gap={6}>
      <Text>
        <Trans>It may:</Trans>
      </Text>
      <List spacing={6}>
        {scopes.map((scope) => {
          const known = table?.get(scope);
          return (
            <List.Item key={scope}>
              <Group gap="xs">
                <Text span>{known?.description?.replace(/\.$/, "") || scope}</Text>
                {known && <StateBadge state={known.risk} />}
                <Text span size="sm" c="dimmed" ff="monospace">
                  {scope}
                </Text>
              </Group>
            </List.Item>
          );
        })}
      </List>
    </Stack>
  );
}
