import { Card, SimpleGrid, Text, Tooltip } from "@mantine/core";
import { fullNumber, shortNumber } from "@/lib/format";

export type Tile = { label: string; value: number | string; hint?: string };

/** Tiles are a page's few big numbers; shortened ones show the full value on hover. */
export function Tiles({ tiles }: { tiles: Tile[] }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: tiles.length > 3 ? 4 : tiles.length }} spacing="sm">
      {tiles.map((tile) => (
        <Card key={tile.label} withBorder padding="md">
          <Text size="sm" c="dimmed">
            {tile.label}
          </Text>
          <Tooltip label={tile.hint ?? (typeof tile.value === "number" ? fullNumber(tile.value) : tile.value)}>
            <Text fz={26} fw={650} lh={1.2} style={{ fontVariantNumeric: "tabular-nums", width: "fit-content" }}>
              {typeof tile.value === "number" ? shortNumber(tile.value) : tile.value}
            </Text>
          </Tooltip>
        </Card>
      ))}
    </SimpleGrid>
  );
}
