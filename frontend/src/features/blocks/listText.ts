import { queryOptions } from "@tanstack/react-query";
import { getBlockListText, readBlockListText } from "@/client/sdk.gen";

/** listTextOptions reads the networks of a list as its operators wrote them. */
export const listTextOptions = (list: string) =>
  queryOptions({
    queryKey: ["blocks", "text", list],
    queryFn: async () => (await getBlockListText({ path: { list }, throwOnError: true })).data,
    // Somebody else's change must not come under what is being written; saving finds it.
    refetchOnWindowFocus: false,
  });

/** findingsOptions says which lines of a text hold no network. */
export const findingsOptions = (text: string) =>
  queryOptions({
    queryKey: ["blocks", "reading", text],
    queryFn: async () => (await readBlockListText({ body: { text }, throwOnError: true })).data,
    retry: false,
    gcTime: 0,
  });

/** appended puts a network with its note at the end of a text. */
export function appended(text: string, network: string, note: string): string {
  const words = note.trim().replaceAll(/\s+/g, " ");
  const line = words ? `${network.trim()} # ${words}` : network.trim();
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** rangeOf answers where a line (from 1 on) begins and ends in a text. */
export function rangeOf(text: string, line: number): [from: number, to: number] {
  let from = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf("\n", from);
    if (end < 0) return [text.length, text.length];
    from = end + 1;
  }
  const end = text.indexOf("\n", from);
  return [from, end < 0 ? text.length : end];
}
