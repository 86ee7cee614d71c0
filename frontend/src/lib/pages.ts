import { infiniteQueryOptions } from "@tanstack/react-query";

type Page<T> = { items: T[]; next: string };

/** pages walks a list by its cursor: pass a key and the call that reads one page. */
export function pages<T>(key: readonly unknown[], read: (cursor: string | undefined) => Promise<{ data: Page<T> }>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: async ({ pageParam }) => (await read(pageParam || undefined)).data,
    initialPageParam: "",
    getNextPageParam: (last: Page<T>) => last.next || undefined,
  });
}
