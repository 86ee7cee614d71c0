import { useLingui } from "@lingui/react/macro";
import { Group, Progress, SimpleGrid, Text } from "@mantine/core";
import type { Version } from "@/client/types.gen";

/** The five sides of a version's score, so that its owner sees where to begin. */
export function Scores({ version }: { version: Version }) {
  const { t } = useLingui();
  const sides = [
    { key: "structure", label: t`Structure` },
    { key: "naming", label: t`Naming` },
    { key: "description", label: t`Descriptions` },
    { key: "examples", label: t`Examples` },
    { key: "security", label: t`Security` },
  ].flatMap(({ key, label }) => {
    const score = version.scores[key];
    return score === undefined ? [] : [{ key, label, score }];
  });
  if (sides.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 3, md: 5 }} spacing="md" mt="md">
      {sides.map(({ key, label, score }) => (
        <div key={key}>
          <Group justify="space-between" gap="xs" mb={4}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Text size="xs" fw={600}>
              {score}
            </Text>
          </Group>
          <Progress value={score} size="sm" color={score < 50 ? "red" : score < 80 ? "yellow" : "teal"} aria-hidden />
        </div>
      ))}
    </SimpleGrid>
  );
}
