import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getChecksOptions, getConcurrencyOptions, getCorsOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { ChecksPanel } from "./ChecksPanel";
import { ConcurrencyPanel } from "./ConcurrencyPanel";
import { CorsPanel } from "./CorsPanel";

/** GateTab holds what the gateway does with calls of the API besides deciding on them. */
export function GateTab({ api }: { api: Api }) {
  const { data: cors } = useSuspenseQuery(getCorsOptions({ path: { api: api.slug } }));
  const { data: checks } = useSuspenseQuery(getChecksOptions({ path: { api: api.slug } }));
  const { data: concurrency } = useSuspenseQuery(getConcurrencyOptions({ path: { api: api.slug } }));
  return (
    <Stack maw={860}>
      <CorsPanel key={`cors ${api.version}`} api={api} initial={cors} />
      <ChecksPanel key={`checks ${api.version}`} api={api} initial={checks} />
      <ConcurrencyPanel key={`concurrency ${api.version}`} api={api} initial={concurrency} />
    </Stack>
  );
}
