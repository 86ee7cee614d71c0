import { QueryClient } from "@tanstack/react-query";
import { client } from "@/client/client.gen";
import { ProblemError, problemFrom, toProblem } from "./problem";

client.interceptors.error.use((error, response) => new ProblemError(problemFrom(error, response)));

function worthRetrying(count: number, error: unknown): boolean {
  const { status } = toProblem(error);
  return count < 2 && (status === 0 || status >= 500);
}

/** newQueryClient makes the cache of one page load (tests make one each). */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRetrying, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
