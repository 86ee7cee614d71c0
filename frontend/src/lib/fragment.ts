/**
 * linkSecret reads a one-time secret from the address: links carry it in the fragment, which no server ever sees. The
 * query is accepted as well, for links that a mail program rewrote.
 */
export function linkSecret(name: string, query: string | undefined): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? query;
}
