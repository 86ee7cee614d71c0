import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Api, Scope } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RemoveScope } from "./RemoveScope";
import { ScopeFields } from "./ScopeFields";
import { useScopesSave } from "./useScopesSave";

/** ScopesPanel edits what each scope allows, in words for developers, and how risky it is. */
export function ScopesPanel({ api, scopes }: { api: Api; scopes: Scope[] }) {
  const { t } = useLingui();
  const [rows, setRows] = useState(scopes);
  const [removing, setRemoving] = useState<Scope | undefined>();
  const save = useScopesSave(api);
  const errors = fieldErrors(save.error);
  const dirty = JSON.stringify(rows) !== JSON.stringify(scopes);
  const change = (index: number, part: Partial<Scope>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Panel title={t`Scopes`}>
      <LeaveGuard dirty={dirty && !save.isSuccess} />
      <Stack gap="sm">
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>No scope yet. Scopes split an API into parts that can be granted one by one.</Trans>
          </Text>
        )}
        {rows.map((scope, index) => (
          <ScopeFields
            key={index}
            at={index}
            scope={scope}
            stored={index < scopes.length}
            errors={errors}
            onChange={(part) => change(index, part)}
            onRemove={() => (index < scopes.length ? setRemoving(scope) : setRows(rows.toSpliced(index, 1)))}
          />
        ))}
        <ProblemAlert error={save.error} />
        <Group>
          <Button variant="default" onClick={() => setRows([...rows, { name: "", description: "", risk: "low" }])}>
            {rows.length === 0 ? t`Add a scope` : t`Another scope`}
          </Button>
          <Button loading={save.isPending} disabled={!dirty} onClick={() => save.mutate({ scopes: rows })}>
            <Trans>Save the scopes</Trans>
          </Button>
        </Group>
      </Stack>
      {removing && <RemoveScope api={api} scope={removing.name} onClose={() => setRemoving(undefined)} />}
    </Panel>
  );
}
