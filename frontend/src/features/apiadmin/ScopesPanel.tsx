import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Api, Scope } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
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
  const change = (index: number, part: Partial<Scope>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Panel title={t`Scopes`}>
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
            stored={scopes.some((known) => known.name === scope.name)}
            errors={errors}
            onChange={(part) => change(index, part)}
            onRemove={() => setRemoving(scope)}
          />
        ))}
        <ProblemAlert error={save.error} />
        <Group>
          <Button loading={save.isPending} onClick={() => save.mutate({ scopes: rows })}>
            <Trans>Save the scopes</Trans>
          </Button>
          <Button variant="default" onClick={() => setRows([...rows, { name: "", description: "", risk: "low" }])}>
            <Trans>Another scope</Trans>
          </Button>
        </Group>
      </Stack>
      {removing && <RemoveScope api={api} scope={removing.name} onClose={() => setRemoving(undefined)} />}
    </Panel>
  );
}
