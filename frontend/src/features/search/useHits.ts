import { useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { searchOptions } from "@/client/@tanstack/react-query.gen";
import { navigationFor } from "@/features/shell/navigation";
import { useSession } from "@/lib/session";
import { type Hit, recent } from "./recent";

/**
 * useHits answers what a text finds: the portal's own pages and the server's hits, or what was opened lately when nothing
 * is typed. Every key asks the server, which answers in milliseconds; an answer that was overtaken is dropped.
 */
export function useHits(text: string): { hits: Hit[]; words: string[]; settled: boolean } {
  const query = text.trim();
  const [lately] = useState(recent);
  const { data, isFetching } = useQuery({
    ...searchOptions({ query: { q: query } }),
    enabled: query.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
  const pages = usePages(query);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!query) return { hits: lately, words, settled: true };
  return { hits: [...pages, ...(data?.items ?? [])], words, settled: !isFetching };
}

/** usePages finds the portal's own pages that the person may open, so that the keyboard reaches them too. */
function usePages(query: string): Hit[] {
  const { t, i18n } = useLingui();
  const items = navigationFor(useSession()).flatMap((section) => section.items);
  return items
    .map((item) => ({ kind: t`page`, title: i18n._(item.label), subtitle: "", link: item.to }))
    .filter((hit) => hit.title.toLowerCase().includes(query.toLowerCase()));
}
