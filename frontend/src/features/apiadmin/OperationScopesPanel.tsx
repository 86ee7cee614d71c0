import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, MultiSelect, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Api, OperationScopes, ScopeTable } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { Method } from "@/ui/Method";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useScopesSave } from "./useScopesSave";

const shownMax = 200;

/** OperationScopesPanel says which scopes each operation needs; only rows that were changed are sent. */
export function OperationScopesPanel({ api, table }: { api: Api; table: ScopeTable }) {
  const { t } = useLingui();
  const [filter, setFilter] = useState("");
  const [changes, setChanges] = useState<Record<string, string[]>>({});
  const save = useScopesSave(api);
  const names = table.scopes.map((scope) => scope.name);
  const wanted = filter.toLowerCase();
  const rows = table.operations.filter((row) =>
    `${row.method} ${row.path} ${row.summary}`.toLowerCase().includes(wanted),
  );
  const count = Object.keys(changes).length;
  const columns: Column<OperationScopes>[] = [
    {
      key: "operation",
      header: t`Operation`,
      main: true,
      cell: (row) => (
        <div>
          <Group gap="xs" wrap="nowrap">
            <Method method={row.method} short />
            <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
              {row.path}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {row.summary}
          </Text>
        </div>
      ),
    },
    {
      key: "scopes",
      header: t`Needs all of`,
      cell: (row) => (
        <MultiSelect
          aria-label={t`Scopes of ${row.summary || row.operation}`}
          data={names}
          value={changes[row.operation] ?? row.scopes}
          onChange={(scopes) => setChanges({ ...changes, [row.operation]: scopes })}
          placeholder={(changes[row.operation] ?? row.scopes).length === 0 ? t`no scope` : ""}
          miw={220}
        />
      ),
    },
    {
      key: "source",
      header: t`From`,
      cell: (row) => (
        <Badge variant="light" color={row.edited || changes[row.operation] ? "blue" : "gray"} radius="sm" tt="none">
          {row.edited || changes[row.operation] ? <Trans>edited here</Trans> : <Trans>the document</Trans>}
        </Badge>
      ),
    },
  ];
  const operations = Object.entries(changes).map(([operation, scopes]) => ({ operation, scopes }));
  return (
    <Panel title={t`What operations need`}>
      <TextInput
        aria-label={t`Filter operations`}
        placeholder={t`Filter operations`}
        maw={360}
        mb="sm"
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <DataList
        label={t`Operations`}
        rows={rows.slice(0, shownMax)}
        columns={columns}
        rowKey={(row) => row.operation}
        empty={<Trans>No operation matches. They come with the first published version.</Trans>}
      />
      {rows.length > shownMax && (
        <Text size="sm" c="dimmed">
          <Trans>
            The first {shownMax} of {rows.length}: narrow them with the filter.
          </Trans>
        </Text>
      )}
      <ProblemAlert error={save.error} fields />
      <Button mt="md" disabled={count === 0} loading={save.isPending} onClick={() => save.mutate({ operations })}>
        <Trans>Save what operations need</Trans>
      </Button>
    </Panel>
  );
}
