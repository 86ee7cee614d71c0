import { Box, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";

export type Fact = { term: string; value: ReactNode };

/** Facts is a description list in two or three columns. */
export function Facts({ facts, cols = 3 }: { facts: Fact[]; cols?: number }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: cols }} spacing="md" m={0}>
      {facts.map(({ term, value }) => (
        <Box key={term} style={{ minWidth: 0 }}>
          <Text component="dt" size="sm" c="dimmed">
            {term}
          </Text>
          <Text component="dd" m={0} style={{ overflowWrap: "anywhere" }}>
            {value}
          </Text>
        </Box>
      ))}
    </SimpleGrid>
  );
}
