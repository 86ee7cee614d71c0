// Search parameters are plain strings, so that a shared link reads well and a token that looks like a number stays text.

export type Search = Record<string, unknown>;

export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") params.set(key, value);
    else if (typeof value === "number" || typeof value === "boolean") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** text reads one search parameter; an empty or foreign value is undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** oneOf reads one search parameter that has a fixed set of values. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

/** localPath keeps only paths of this portal: a link elsewhere (also //host and /\host) becomes the fallback. */
export function localPath(value: string | undefined, fallback: string): string {
  if (!value?.startsWith("/")) return fallback;
  const url = new URL(value, location.origin);
  if (url.origin !== location.origin || /^\/[/\\]/.test(value)) return fallback;
  return url.pathname + url.search + url.hash;
}

/** optional makes search parameters that a link may leave out. */
export function optional<T extends object>(parameters: T): Partial<T> {
  return parameters;
}
