import type { Values } from "../save";

/** A Draft is what somebody wrote in this browser and has not saved. version is the guide's that it began from. */
export type Draft = { values: Values; version: number | undefined; at: string };

const key = (slug: string): string => `gatehouse.guide-draft.${slug || "new"}`;

// A browser may refuse to store anything; then a draft lives as long as its page.
const quietly = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

export function keep(slug: string, draft: Draft): void {
  quietly(() => localStorage.setItem(key(slug), JSON.stringify(draft)));
}

export function forget(slug: string): void {
  quietly(() => localStorage.removeItem(key(slug)));
}

/** kept answers the draft of a guide ("" for a new one), if there is one that can be read. */
export function kept(slug: string): Draft | undefined {
  const found: unknown = quietly(() => JSON.parse(localStorage.getItem(key(slug)) ?? "null"));
  return isDraft(found) ? found : undefined;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null || !("values" in value) || !("at" in value)) return false;
  const { values } = value;
  if (typeof values !== "object" || values === null) return false;
  return ["slug", "title", "summary", "section", "markdown"].every(
    (name) => typeof Reflect.get(values, name) === "string",
  );
}
