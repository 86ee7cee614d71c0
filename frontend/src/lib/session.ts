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
  staleTime: 30_000,
});

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
