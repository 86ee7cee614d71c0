import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { Scope } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { StateBadge } from "@/ui/StateBadge";
import { NeededBy } from "./NeededBy";

type Props = {
  api: string;
  value: string[];
  onChange: (scopes: string[]) => void;
  error?: ReactNode;
  /** Only these may be picked; without it all of the API's that are still granted. */
  within?: readonly string[];
  /** What was granted already; others are marked. */
  granted?: readonly string[];
  /** What is held already, and may be kept although it was deprecated. */
  held?: readonly string[];
  label?: string;
  /** Whether something was chosen already, by a template or a link. */
  chosen?: boolean;
  /** The call that they are for. */
  operation?: string;
};

/** ScopePicker shows an API's scopes with what they allow and their risk; none is picked unless the caller did. */
export function ScopePicker(props: Props) {
  const { api, value, onChange, error, within, granted, held = [], label, chosen = false, operation } = props;
  const { t } = useLingui();
  const table = useQuery(getScopesOptions({ path: { api } }));
  if (table.isPending) return <BlockSkeleton height={120} />;
  if (table.isError) return <ProblemAlert error={table.error} retry={() => void table.refetch()} />;
  const scopes = table.data.scopes
    .map((scope) => ({ ...scope, full: `${api}:${scope.name}` }))
    .filter((scope) => (within ? within.includes(scope.full) : !scope.deprecated || held.includes(scope.full)));
  const harm: Record<Scope["risk"], string> = {
    low: t`little harm if stolen`,
    medium: t`some harm if stolen`,
    high: t`much harm if stolen`,
  };
  const call = table.data.operations.find((row) => row.operation === operation);
  const uses = (name: string) => table.data.operations.filter((operation) => operation.scopes.includes(name)).length;
  return (
    <Checkbox.Group
      label={label ?? t`Scopes`}
      description={
        chosen || call ? t`Keep only what the app calls.` : t`None is chosen for you. Pick only what the app calls.`
      }
      value={value}
      error={error}
      onChange={onChange}
    >
      <Stack gap="sm" mt="xs">
        {call && <NeededBy call={call} api={api} />}
        {scopes.map((scope) => (
          <Checkbox
            key={scope.full}
            value={scope.full}
            label={
              <Group gap="xs" component="span">
                <Text span ff="monospace" size="sm">
                  {scope.full}
                </Text>
                <StateBadge state={scope.risk} />
                {scope.deprecated && <StateBadge state="deprecated" />}
                {granted && !granted.includes(scope.full) && !held.includes(scope.full) && (
                  <StateBadge state="pending" label={t`Not granted yet`} />
                )}
              </Group>
            }
            description={[
              scope.description?.replace(/\.$/, ""),
              harm[scope.risk],
              plural(uses(scope.name), { one: "# operation", other: "# operations" }),
            ]
              .filter(Boolean)
              .join(" · ")}
          />
        ))}
        {scopes.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>This API has no scopes: access to it is all that its operations need.</Trans>
          </Text>
        )}
      </Stack>
    </Checkbox.Group>
  );
}
