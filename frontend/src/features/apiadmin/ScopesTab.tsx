import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { OperationScopesPanel } from "./OperationScopesPanel";
import { ScopesPanel } from "./ScopesPanel";

export function ScopesTab({ api }: { api: Api }) {
  const { data } = useSuspenseQuery(getScopesOptions({ path: { api: api.slug } }));
  // A panel begins again when what it shows has changed, not when the other one was saved.
  const scopes = useMemo(() => JSON.stringify(data.scopes), [data]);
  const operations = useMemo(() => JSON.stringify([data.operations, data.scopes.map(({ name }) => name)]), [data]);
  return (
    <Stack>
      <ScopesPanel key={`scopes ${scopes}`} api={api} scopes={data.scopes} />
      <OperationScopesPanel key={`operations ${operations}`} api={api} table={data} />
    </Stack>
  );
}
