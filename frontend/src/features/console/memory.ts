import { useSyncExternalStore } from "react";
import { createConsoleToken, createVisitorToken } from "@/client/sdk.gen";
import type { Outcome } from "./send";

/** Caller is in whose name a call goes out; without an app it is a visitor's. */
export type Caller = { app: string; environment: "sandbox" | "live" };
export type At = { api: string; version: string; operation: string };

/** Entry is a call of this visit, of whatever operation. */
export type Entry = {
  id: number;
  at: number;
  called: At;
  caller: Caller;
  method: string;
  path: string;
  outcome: Outcome;
};

type Held = { secret: string; until: number };

// Everything here is gone with the page, and with the person who signed in: nothing is ever stored.
let owner = "";
let tokens = new Map<string, Held>();
let entries: readonly Entry[] = [];
let count = 0;
const listeners = new Set<() => void>();

const entriesMax = 20;
const spare = 20_000;

/** belongTo forgets tokens and answers of whoever used the page before. */
export function belongTo(person: string): void {
  if (person === owner) return;
  owner = person;
  tokens = new Map();
  tell([]);
}

const keyOf = (at: At, caller: Caller) => [at.api, at.version, at.operation, caller.app, caller.environment].join("\n");

/** tokenFor answers a token that has some time left, a fresh one when there is none. */
export async function tokenFor(at: At, caller: Caller): Promise<string> {
  const key = keyOf(at, caller);
  const held = tokens.get(key);
  if (held && held.until - Date.now() > spare) return held.secret;
  const path = at;
  const { data } = caller.app
    ? await createConsoleToken({ path, body: caller })
    : await createVisitorToken({ path, body: {} });
  const secret = data.secret ?? "";
  tokens.set(key, { secret, until: new Date(data.expiresAt).getTime() });
  return secret;
}

export function dropToken(at: At, caller: Caller): void {
  tokens.delete(keyOf(at, caller));
}

/** remember keeps a call of this visit, newest first, and answers it. */
export function remember(entry: Omit<Entry, "id" | "at">): Entry {
  count += 1;
  const kept = { ...entry, id: count, at: Date.now() };
  tell([kept, ...entries].slice(0, entriesMax));
  return kept;
}

export const forget = (): void => tell([]);

function tell(next: readonly Entry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** useHistory is what was called on this visit. */
export const useHistory = (): readonly Entry[] => useSyncExternalStore(subscribe, () => entries);
