import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Api, Scope } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useScopesSave } from "./useScopesSave";

/** ScopesPanel edits what each scope allows, in words for developers, and how risky it is. */
export function ScopesPanel({ api, scopes }: { api: Api; scopes: Scope[] }) {
  const { t } = useLingui();
  const [rows, setRows] = useState(scopes);
  const save = useScopesSave(api);
  const errors = fieldErrors(save.error);
  const change = (index: number, part: Partial<Scope>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const risks = [
    { value: "low", label: t`Low risk` },
    { value: "medium", label: t`Medium risk` },
    { value: "high", label: t`High risk` },
  ];
  return (
    <Panel title={t`Scopes`}>
      <Stack gap="sm">
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>No scope yet. Scopes split an API into parts that can be granted one by one.</Trans>
          </Text>
        )}
        {rows.map((scope, index) => (
          <Group key={index} gap="xs" align="flex-start">
            <TextInput
              aria-label={t`Name of scope ${index + 1}`}
              placeholder={t`orders:read`}
              w={{ base: "100%", sm: 200 }}
              value={scope.name}
              readOnly={scopes.some((known) => known.name === scope.name)}
              error={errors[`scopes.${index}.name`]}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t`What scope ${index + 1} allows`}
              placeholder={t`What it allows`}
              style={{ flex: "1 1 240px" }}
              value={scope.description}
              error={errors[`scopes.${index}.description`]}
              onChange={(event) => change(index, { description: event.currentTarget.value })}
            />
            <Select
              aria-label={t`Risk of scope ${index + 1}`}
              w={150}
              allowDeselect={false}
              data={risks}
              value={scope.risk}
              onChange={(risk) =>
                change(index, { risk: risk === "high" ? "high" : risk === "medium" ? "medium" : "low" })
              }
            />
          </Group>
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
    </Panel>
  );
}
