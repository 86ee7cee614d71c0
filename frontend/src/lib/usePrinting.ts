import { useSyncExternalStore } from "react";

let printing = false;
const listeners = new Set<() => void>();

function set(value: boolean) {
  printing = value;
  for (const tell of listeners) tell();
}

if (typeof window !== "undefined") {
  window.addEventListener("beforeprint", () => set(true));
  window.addEventListener("afterprint", () => set(false));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** usePrinting is true while the page is being printed: what tabs and buttons hide on a screen must stand on paper. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing);
}
