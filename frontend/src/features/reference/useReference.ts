import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, notFound } from "@tanstack/react-router";
import { createContext, useContext, useMemo } from "react";
import type { Api, Version } from "@/client/types.gen";
import { type Index, readIndex } from "./model";
import { apiOptions, indexOptions, type Place, pickVersion, placeOf, versionsOptions } from "./queries";

const route = getRouteApi("/apis/$api/reference");

/** Reference is what is read: base is its own address, and query names the version where it is not the current one. */
export type Reference = { api: Api; versions: Version[]; version: Version; place: Place; base: string; query: string };

/** useRouteReference is the API and version that this page's address means. */
export function useRouteReference(): Reference {
  const { api: slug } = route.useParams();
  const { version: wanted } = route.useSearch();
  const { data: api } = useSuspenseQuery(apiOptions(slug));
  const { data: versions } = useSuspenseQuery(versionsOptions(slug));
  return useMemo(() => {
    const version = pickVersion(api, versions.items, wanted);
    if (!version) throw notFound();
    const base = `/apis/${encodeURIComponent(api.slug)}/reference`;
    const query = wanted ? `?version=${encodeURIComponent(wanted)}` : "";
    return { api, versions: versions.items, version, place: placeOf(api, version), base, query };
  }, [api, versions, wanted]);
}

// Hundreds of rows ask for it: they read what the frame of the page found, instead of watching the cache each.
export const ReferenceContext = createContext<Reference | undefined>(undefined);

/** useReference is what every part of a reference page stands in. */
export function useReference(): Reference {
  const reference = useContext(ReferenceContext);
  if (!reference) throw new Error("a part of a reference stands outside of one");
  return reference;
}

export function useIndex(place: Place): Index {
  return useSuspenseQuery({ ...indexOptions(place), select: readIndex }).data;
}
