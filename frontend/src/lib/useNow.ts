import { useSyncExternalStore } from "react";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 10_000);
  // What appears just now happened before now, also when nobody looked at the clock for a while.
  if (Date.now() - now >= 1_000) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** useNow is the wall clock shared by everything that words a distance in time; it moves every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
