import { useQuery } from "@tanstack/react-query";
import { getHeadroomOptions } from "@/client/@tanstack/react-query.gen";
import type { Headroom } from "@/client/types.gen";

const fresh = 15_000;

/** useHeadroom is what an app's grants have left, by grant, looked at again every quarter of a minute. */
export function useHeadroom(app: string): Map<string, Headroom> {
  const { data } = useQuery({ ...getHeadroomOptions({ path: { app } }), refetchInterval: fresh });
  return new Map(data?.items.map((item) => [item.grant, item]));
}
