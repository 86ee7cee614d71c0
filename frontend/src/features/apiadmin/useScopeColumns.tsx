import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Code, Group, MultiSelect, Text } from "@mantine/core";
import type { Api, OperationScopes } from "@/client/types.gen";
import type { Column } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { Method } from "@/ui/Method";

/** Choices that are not saved yet, by operation; undefined goes back to the document. */
export type ScopeChanges = Record<string, string[] | undefined>;

/** useScopeColumns shows an operation, what its document declares, and what it needs here, which can be edited. */
export function useScopeColumns(api: Api, names: string[], changes: ScopeChanges, onChange: (c: ScopeChanges) => void) {
  const { t } = useLingui();
  const needs = (row: OperationScopes) =>
    row.operation in changes ? (changes[row.operation] ?? row.declared) : row.scopes;
  const edited = (row: OperationScopes) =>
    row.operation in changes ? changes[row.operation] !== undefined : row.edited;
  const columns: Column<OperationScopes>[] = [
    {
      key: "operation",
      header: t`Operation`,
      main: true,
      cell: (row) => (
        <div>
          <Group gap="xs" wrap="nowrap">
            <Method method={row.method} short />
            <TextLink
              to="/apis/$api/reference/$operation"
              params={{ api: api.slug, operation: row.operation }}
              size="sm"
              ff="monospace"
              style={{ overflowWrap: "anywhere" }}
            >
              {row.path}
            </TextLink>
          </Group>
          <Text size="sm" c="dimmed">
            {row.summary}
          </Text>
        </div>
      ),
    },
    { key: "declared", header: t`The document says`, cell: (row) => <Declared scopes={row.declared} /> },
    {
      key: "scopes",
      header: t`Needs all of`,
      cell: (row) => (
        <MultiSelect
          aria-label={t`Scopes of ${row.summary || row.operation}`}
          data={names}
          value={needs(row)}
          onChange={(scopes) => onChange({ ...changes, [row.operation]: scopes })}
          placeholder={needs(row).length === 0 ? t`no scope` : ""}
          miw={200}
        />
      ),
    },
    {
      key: "source",
      header: t`From`,
      cell: (row) => (
        <Group gap={4}>
          <Badge variant="light" color={edited(row) ? "blue" : "gray"} radius="sm" tt="none" miw="max-content">
            {edited(row) ? <Trans>edited here</Trans> : <Trans>the document</Trans>}
          </Badge>
          {edited(row) && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t`Back to the document for ${row.summary || row.operation}`}
              onClick={() => onChange({ ...changes, [row.operation]: undefined })}
            >
              <Trans>Back to the document</Trans>
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return columns;
}

function Declared({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>no scope</Trans>
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
