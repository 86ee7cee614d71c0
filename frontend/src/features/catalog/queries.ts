import { listApis } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";

/** apisOptions lists the APIs that the caller may see; `q` looks at slug, name and summary. */
export const apisOptions = (q?: string) =>
  pages(["apis", { q }], (cursor) => listApis({ query: { cursor, ...(q && { q }) } }));
