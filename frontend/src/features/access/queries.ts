import { listAccessRequests, listApis } from "@/client/sdk.gen";
import type { AccessRequest } from "@/client/types.gen";
import { pages } from "@/lib/pages";

type Filter = { app?: string; state?: AccessRequest["state"]; mine?: boolean };

/** requestsOptions lists access requests; `mine` leaves out those that an operator could decide on. */
export const requestsOptions = ({ app, state, mine }: Filter) =>
  pages(["requests", { app, state, mine }], (cursor) =>
    listAccessRequests({ query: { app, state, cursor, ...(mine && { mine: "true" }) } }),
  );

/** apiChoicesOptions is every API that the caller may see, as far as a choice can show. */
export const apiChoicesOptions = pages(["apis", "choices"], (cursor) => listApis({ query: { cursor, limit: 200 } }));
