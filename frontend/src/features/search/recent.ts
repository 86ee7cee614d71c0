import type { SearchHit } from "@/client/types.gen";
import { type Fields, fieldsOf, string } from "@/lib/json";

export type Hit = Pick<SearchHit, "title" | "subtitle" | "link" | "method"> & { kind: string };

const key = "gatehouse-searched";
const kept = 6;

/** recent answers what was opened from the search lately, the last first. A browser that keeps nothing answers nothing. */
export function recent(): Hit[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return fieldsOf(stored)
      .map(read)
      .filter((hit) => hit.title !== "" && hit.link.startsWith("/"));
  } catch {
    return [];
  }
}

function read(stored: Fields): Hit {
  const [title, subtitle, link] = [string(stored["title"]), string(stored["subtitle"]), string(stored["link"])];
  const method = string(stored["method"]);
  return { title, subtitle, link, kind: string(stored["kind"]), ...(method && { method }) };
}

/** remember puts a hit first among the recent ones. */
export function remember({ title, subtitle, link, method, kind }: Hit): void {
  const hit = { title, subtitle, link, kind, ...(method && { method }) };
  const next = [hit, ...recent().filter((other) => other.link !== link)].slice(0, kept);
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // A full or forbidden storage costs the list of recent pages, nothing else.
  }
}
