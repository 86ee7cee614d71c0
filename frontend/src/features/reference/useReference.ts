import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, notFound } from "@tanstack/react-router";
import type { Api, Version } from "@/client/types.gen";
import { type Index, readIndex } from "./model";
import { apiOptions, indexOptions, type Place, pickVersion, placeOf, versionsOptions } from "./queries";

const route = getRouteApi("/apis/$api/reference");

type Reference = { api: Api; versions: Version[]; version: Version; place: Place };

/** useReference is the API and version that this page's address means. */
export function useReference(): Reference {
  const { api: slug } = route.useParams();
  const { version: wanted } = route.useSearch();
  const { data: api } = useSuspenseQuery(apiOptions(slug));
  const { data: versions } = useSuspenseQuery(versionsOptions(slug));
  const version = pickVersion(api, versions.items, wanted);
  if (!version) throw notFound();
  return { api, versions: versions.items, version, place: placeOf(api, version) };
}

export function useIndex(place: Place): Index {
  return useSuspenseQuery({ ...indexOptions(place), select: readIndex }).data;
}
