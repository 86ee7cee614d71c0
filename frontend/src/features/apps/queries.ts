import { listApps, listAppTokens } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";

export const appsOptions = pages(["apps"], (cursor) => listApps({ query: { cursor } }));

/** appsOf lists the apps of one owner: a person's or a team's id. */
export const appsOf = (owner: string, all = false) =>
  pages(["apps", "of", owner, all], (cursor) =>
    listApps({ query: { cursor, owner, ...(all ? { all: "true" as const } : {}) } }),
  );

export const appTokensOptions = (app: string) =>
  pages(["apps", app, "tokens"], (cursor) => listAppTokens({ path: { app }, query: { cursor } }));
