import { Trans } from "@lingui/react/macro";
import { Alert, Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getChecks, getConcurrency, getCors } from "@/client/sdk.gen";
import type { Api } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { ChecksPanel } from "./ChecksPanel";
import { ConcurrencyPanel } from "./ConcurrencyPanel";
import { CorsPanel } from "./CorsPanel";
import { spelled } from "./upstreams/spelled";
import { careKey } from "./useApiChanged";
import type { Stored } from "./useSettingSave";

/**
 * GateTab holds what the gateway does with calls of the API besides deciding on them. A panel begins anew only when its own
 * setting was saved, so that what somebody writes in another is not lost.
 */
export function GateTab({ api }: { api: Api }) {
  const path = { api: api.slug };
  const cors = useStored(api.slug, "cors", async () => tagged(await getCors({ path })));
  const checks = useStored(api.slug, "checks", async () => tagged(await getChecks({ path })));
  const concurrency = useStored(api.slug, "concurrency", async () => tagged(await getConcurrency({ path })));
  return (
    <Stack maw={860}>
      {api.visibility === "teams" && (
        <Alert color="yellow" variant="light">
          <Trans>
            The API is for some teams only. Before a page's call, browsers ask without a token, and the gateway answers
            as if there were no such API. The rules for web pages rest until the API is shown to more people.
          </Trans>
        </Alert>
      )}
      <CorsPanel key={`cors ${spelled(cors.data)}`} api={api.slug} stored={cors} />
      <ChecksPanel key={`checks ${spelled(checks.data)}`} api={api.slug} stored={checks} />
      <ConcurrencyPanel key={`concurrency ${spelled(concurrency.data)}`} api={api.slug} stored={concurrency} />
    </Stack>
  );
}

function useStored<T>(api: string, setting: string, read: () => Promise<Stored<T>>): Stored<T> {
  return useSuspenseQuery({ queryKey: [...careKey(api), setting], queryFn: read }).data;
}
