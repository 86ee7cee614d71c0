import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getApiOptions, listVersionsOptions } from "@/client/@tanstack/react-query.gen";
import { ApiFrame } from "./ApiFrame";
import { Changelog } from "./Changelog";
import { Comparison } from "./Comparison";

const route = getRouteApi("/apis/$api/changes");

/** ApiChangesPage is the changelog of an API, or the comparison of two of its versions. */
export function ApiChangesPage() {
  const { api: slug } = route.useParams();
  const { to } = route.useSearch();
  const { data: api } = useSuspenseQuery(getApiOptions({ path: { api: slug } }));
  const { data: versions } = useSuspenseQuery(listVersionsOptions({ path: { api: slug } }));
  const readable = versions.items.filter((version) => version.state !== "importing" && version.state !== "failed");
  return (
    <ApiFrame api={api} tab="changes">
      <Stack gap="xl" maw={900}>
        {to ? <Comparison api={api} versions={readable} /> : <Changelog api={api} versions={readable} />}
      </Stack>
    </ApiFrame>
  );
}
