import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getScopesOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { OperationScopesPanel } from "./OperationScopesPanel";
import { ScopesPanel } from "./ScopesPanel";

export function ScopesTab({ api }: { api: Api }) {
  const { data } = useSuspenseQuery(getScopesOptions({ path: { api: api.slug } }));
  return (
    <Stack>
      <ScopesPanel key={`scopes ${api.version}`} api={api} scopes={data.scopes} />
      <OperationScopesPanel key={`operations ${api.version}`} api={api} table={data} />
    </Stack>
  );
}
