import { Box, Card, Group, Stack, Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";

export type Column<T> = {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** The column that names the row: first in the table, heading of the card. */
  main?: boolean;
  align?: "right";
};

type Props<T> = {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  empty?: ReactNode;
};

/** DataList is a table where there is room and a list of cards on a phone. */
export function DataList<T>({ label, rows, columns, rowKey, empty }: Props<T>) {
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  if (rows.length === 0 && empty) return <>{empty}</>;
  return narrow ? (
    <Stack gap="xs" component="ul" p={0} m={0} aria-label={label} style={{ listStyle: "none" }}>
      {rows.map((row) => (
        <Card key={rowKey(row)} component="li" withBorder padding="sm">
          <RowCard row={row} columns={columns} />
        </Card>
      ))}
    </Stack>
  ) : (
    <Table.ScrollContainer
      minWidth={560}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": label, role: "group" } }}
    >
      <Table verticalSpacing="sm" highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((c) => (
              <Table.Th key={c.key} scope="col" ta={c.align}>
                {c.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((c) => (
                <Table.Td key={c.key} ta={c.align}>
                  {c.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RowCard<T>({ row, columns }: { row: T; columns: readonly Column<T>[] }) {
  return (
    <Stack gap={6}>
      {columns.map((c) =>
        c.main ? (
          <Box key={c.key} fw={600}>
            {c.cell(row)}
          </Box>
        ) : (
          <CardLine key={c.key} header={c.header} value={c.cell(row)} />
        ),
      )}
    </Stack>
  );
}

function CardLine({ header, value }: { header: string; value: ReactNode }) {
  if (!value && value !== 0) return null;
  return (
    <Group justify="space-between" gap="sm" align="flex-start">
      {header && (
        <Text size="sm" c="dimmed">
          {header}
        </Text>
      )}
      <Box fz="sm" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
        {value}
      </Box>
    </Group>
  );
}
