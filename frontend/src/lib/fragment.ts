import { useSyncExternalStore } from "react";

/**
 * useLinkSecret reads a one-time secret from the address: links carry it in the fragment, which no server ever sees. The
 * query is accepted as well, for links that a mail program rewrote. A link that is pasted over a page that is open already
 * changes the fragment alone and loads nothing, so the fragment is followed.
 */
export function useLinkSecret(name: string, query: string | undefined): string | undefined {
  const fragment = useSyncExternalStore(followFragment, () => location.hash);
  return new URLSearchParams(fragment.slice(1)).get(name) ?? query ?? kept.get(location.pathname + name);
}

const kept = new Map<string, string>();

/**
 * keepLinkSecret remembers the secret of the page's link while its reader signs in. It is kept in memory only: in an address
 * that leads back it would reach the server's log with the next reload.
 */
export function keepLinkSecret(name: string, secret: string): void {
  kept.set(location.pathname + name, secret);
}

function followFragment(changed: () => void): () => void {
  // The router tells its own navigations by popstate, the browser everybody else's by hashchange.
  for (const event of ["hashchange", "popstate"]) addEventListener(event, changed);
  return () => {
    for (const event of ["hashchange", "popstate"]) removeEventListener(event, changed);
  };
}
