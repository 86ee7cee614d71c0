import { listMyAsks } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";

/** asksOptions lists what campaigns ask of the person. */
export const asksOptions = pages(["narrowing", "mine"], (cursor) => listMyAsks({ query: { limit: 20, cursor } }));

/** without takes from a list what was shown as not needed and still isn't. */
export const without = (held: string[], shown: string[], unused: string[]) =>
  held.filter((each) => !(shown.includes(each) && unused.includes(each)));
