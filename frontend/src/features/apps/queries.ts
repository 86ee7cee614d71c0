import { listApps, listAppTokens } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";

export const appsOptions = pages(["apps"], (cursor) => listApps({ query: { cursor } }));

export const appTokensOptions = (app: string) =>
  pages(["apps", app, "tokens"], (cursor) => listAppTokens({ path: { app }, query: { cursor } }));
