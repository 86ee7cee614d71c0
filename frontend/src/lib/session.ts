import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { getMe } from "@/client/sdk.gen";
import type { Me } from "@/client/types.gen";
import { keepCSRF } from "./csrf";
import { toProblem } from "./problem";

/** sessionOptions is who is looking: null when signed out. Everything that signs in or out invalidates it. */
export const sessionOptions = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Me | null> => {
    try {
      const { data } = await getMe();
      keepCSRF(data.csrfToken);
      return data;
    } catch (error) {
      const { status } = toProblem(error);
      if (status !== 401 && status !== 403 && status !== 404 && status !== 503) throw error;
      keepCSRF("");
      return null;
    }
  },
  // Who is signed out stays so until something signs in, here or in another tab: asking again would only log refusals.
  staleTime: ({ state }) => (state.data === null ? Number.POSITIVE_INFINITY : 30_000),
});

/** beginSession takes what the server says in the page itself: a browser that sent no session need not ask for one. */
export function beginSession(client: QueryClient): void {
  const mark = document.querySelector('meta[name="session"]');
  if (mark?.getAttribute("content") === "none") client.setQueryData(sessionOptions.queryKey, null);
}

/** shareSession tells the other tabs of this browser when somebody signs in or out, and hears it from them. */
export function shareSession(client: QueryClient): void {
  const { queryKey } = sessionOptions;
  const channel = new BroadcastChannel("gatehouse-session");
  channel.onmessage = () => void client.invalidateQueries({ queryKey });
  let before = client.getQueryData(queryKey);
  client.getQueryCache().subscribe(() => {
    const now = client.getQueryData(queryKey);
    if (before !== undefined && now !== undefined && Boolean(before) !== Boolean(now)) channel.postMessage("changed");
    if (now !== undefined) before = now;
  });
}

/** useSession is for places that also work signed out. */
export function useSession(): Me | null {
  return useQuery(sessionOptions).data ?? null;
}

/** useMe is for pages behind requireSession. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionOptions);
  if (!data) throw redirect({ to: "/sign-in" });
  return data;
}

export function can(me: Me | null, permission: string): boolean {
  return me?.permissions.includes(permission) ?? false;
}

type Guard = { context: { queryClient: QueryClient }; location: { href: string; pathname: string } };

/** requireSession sends strangers to sign in and back again, and restricted sessions to the one thing they may do. */
export async function requireSession({ context, location }: Guard): Promise<void> {
  const me = await context.queryClient.ensureQueryData(sessionOptions);
  if (!me) throw redirect({ to: "/sign-in", search: { next: location.href } });
  if (me.restricted && location.pathname !== "/recover/passkey") throw redirect({ to: "/recover/passkey" });
}
