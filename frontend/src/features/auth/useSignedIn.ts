import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { localPath } from "@/lib/search";
import { sessionOptions } from "@/lib/session";

/** useSignedIn goes on after a session was made: what strangers saw is forgotten, then the place they wanted. */
export function useSignedIn(): (next?: string) => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  return async (next) => {
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "portal" && queryKey[0] !== "session" });
    const me = await queryClient.fetchQuery({ ...sessionOptions, staleTime: 0 });
    if (me?.restricted) await navigate({ to: "/recover/passkey" });
    else router.history.push(localPath(next, "/dashboard"));
  };
}
