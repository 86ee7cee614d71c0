import type { Api } from "@/client/types.gen";

type Compared = { counts: { breaking: number }; problem?: unknown };

/**
 * mayBreak says whether publishing may break callers of the current version. What is not known yet, or can't be compared,
 * may: nothing is published then before somebody agreed to it. An API without a current version has no callers.
 */
export function mayBreak(current: string | undefined, diff: Compared | undefined): boolean {
  if (!current) return false;
  return diff === undefined || diff.problem !== undefined || diff.counts.breaking > 0;
}

/** compared is the label of the version whose callers a draft may break; a retired one has none. */
export function compared(api: Pick<Api, "currentVersion" | "state">): string | undefined {
  return (api.state !== "retired" && api.currentVersion) || undefined;
}
