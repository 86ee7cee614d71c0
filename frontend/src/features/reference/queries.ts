import type { QueryClient } from "@tanstack/react-query";
import {
  getApiOptions,
  getIndexOptions,
  getOperationOptions,
  getSchemaOptions,
  listSamplesOptions,
  listVersionsOptions,
} from "@/client/@tanstack/react-query.gen";
import type { Api, Version } from "@/client/types.gen";
import { loadBody } from "@/ui/markdown/load";
import { isPlain } from "@/ui/markdown/plain";

/** Place is one version of one API; its hash makes every part of it cacheable for ever. */
export type Place = { api: string; version: string; hash: string };

/** pickVersion is the version that a link names, else the current one, else the newest that can be read. */
export function pickVersion(api: Api, versions: readonly Version[], wanted: string | undefined): Version | undefined {
  const readable = versions.filter((version) => version.state !== "importing" && version.state !== "failed");
  if (wanted) return readable.find((version) => version.label === wanted || version.id === wanted);
  return readable.find((version) => version.label === api.currentVersion) ?? readable[0];
}

export const placeOf = (api: Api, version: Version): Place => ({
  api: api.slug,
  version: version.label,
  hash: version.hash,
});

const forever = Number.POSITIVE_INFINITY;
const part = ({ api, version, hash }: Place) => ({ path: { api, version }, ...(hash && { query: { hash } }) });

export const indexOptions = (place: Place) => ({ ...getIndexOptions(part(place)), staleTime: forever });

export const operationOptions = (place: Place, operation: string) => {
  const { path, query } = part(place);
  return { ...getOperationOptions({ path: { ...path, operation }, ...(query && { query }) }), staleTime: forever };
};

export const schemaOptions = (place: Place, schema: string) => {
  const { path, query } = part(place);
  return { ...getSchemaOptions({ path: { ...path, schema }, ...(query && { query }) }), staleTime: forever };
};

export const samplesOptions = ({ api, version }: Place, operation: string) => ({
  ...listSamplesOptions({ path: { api, version, operation } }),
  staleTime: 300_000,
});

export const apiOptions = (api: string) => getApiOptions({ path: { api } });
export const versionsOptions = (api: string) => listVersionsOptions({ path: { api } });

/** loadPlace finds the version that a link means, before anything of it is read. */
export async function loadPlace(
  client: QueryClient,
  api: string,
  wanted: string | undefined,
): Promise<Place | undefined> {
  const [found, versions] = await Promise.all([
    client.ensureQueryData(apiOptions(api)),
    client.ensureQueryData(versionsOptions(api)),
  ]);
  const version = pickVersion(found, versions.items, wanted);
  return version && placeOf(found, version);
}

/** loadOperation reads an operation and, where its texts need one, the parser that shows them. */
export async function loadOperation(client: QueryClient, place: Place, operation: string): Promise<void> {
  const chunk = await client.ensureQueryData(operationOptions(place, operation));
  if (needsParser(chunk)) await loadBody();
}

function needsParser(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) =>
    key === "description" && typeof inner === "string" ? inner !== "" && !isPlain(inner) : needsParser(inner),
  );
}
