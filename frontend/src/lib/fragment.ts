import { useSyncExternalStore } from "react";

/**
 * useLinkSecret reads a one-time secret from the address: links carry it in the fragment, which no server ever sees. The
 * query is accepted as well, for links that a mail program rewrote. A link that is pasted over a page that is open already
 * changes the fragment alone and loads nothing, so the fragment is followed.
 */
export function useLinkSecret(name: string, query: string | undefined): string | undefined {
  const fragment = useSyncExternalStore(followFragment, () => location.hash);
  return new URLSearchParams(fragment.slice(1)).get(name) ?? query;
}

function followFragment(changed: () => void): () => void {
  // The router tells its own navigations by popstate, the browser everybody else's by hashchange.
  for (const event of ["hashchange", "popstate"]) addEventListener(event, changed);
  return () => {
    for (const event of ["hashchange", "popstate"]) removeEventListener(event, changed);
  };
}
