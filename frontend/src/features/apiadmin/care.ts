import { queryOptions } from "@tanstack/react-query";
import { getLint, getRefresh } from "@/client/sdk.gen";
import { tagged } from "@/lib/etag";
import { careKey } from "./useApiChanged";

/** lintOptions reads the rules of an API with the entity tag that a change to just them names. */
export const lintOptions = (api: string) =>
  queryOptions({ queryKey: [...careKey(api), "lint"], queryFn: async () => tagged(await getLint({ path: { api } })) });

/** refreshOptions reads how an API's document is refreshed, with its entity tag. */
export const refreshOptions = (api: string) =>
  queryOptions({
    queryKey: [...careKey(api), "refresh"],
    queryFn: async () => tagged(await getRefresh({ path: { api } })),
  });
