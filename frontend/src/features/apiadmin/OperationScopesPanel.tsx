import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Api, ScopeTable } from "@/client/types.gen";
import { DataList } from "@/ui/DataList";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type ScopeChanges, useScopeColumns } from "./useScopeColumns";
import { useScopesSave } from "./useScopesSave";

const shownMax = 200;

/** OperationScopesPanel says which scopes each operation needs; only rows that were changed are sent. */
export function OperationScopesPanel({ api, table }: { api: Api; table: ScopeTable }) {
  const { t } = useLingui();
  const [filter, setFilter] = useState("");
  const [changes, setChanges] = useState<ScopeChanges>({});
  const save = useScopesSave(api);
  const names = table.scopes.map((scope) => scope.name);
  const wanted = filter.toLowerCase();
  const rows = table.operations.filter((row) =>
    `${row.method} ${row.path} ${row.summary}`.toLowerCase().includes(wanted),
  );
  const count = Object.keys(changes).length;
  const columns = useScopeColumns(api, names, changes, setChanges);
  const operations = Object.entries(changes).map(([operation, scopes]) =>
    scopes ? { operation, scopes } : { operation },
  );
  return (
    <Panel title={t`What operations need`}>
      <LeaveGuard dirty={count > 0 && !save.isSuccess} />
      <Text size="sm" mb="sm">
        <Trans>
          A call needs all scopes of its operation. They come from the document; what you choose here wins over it, for
          every version, until you go back to the document.
        </Trans>
      </Text>
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
