import { useQuery } from "@tanstack/react-query";
import { getApi, getScopes, listGrants } from "@/client/sdk.gen";
import type { Api, Token } from "@/client/types.gen";
import { addressOf, usePortal } from "@/lib/portal";

/**
 * useSampleCall finds a call that a token may make: a GET without parameters in its path, on an API that the app was
 * granted in the token's environment; without scopes, one that the grant allows. It is undefined while it is being looked up and when there is none.
 */
export function useSampleCall(app: string, environment: Token["environment"], scopes?: string[]): string | undefined {
  const portal = usePortal();
  const { data } = useQuery({
    queryKey: ["sample-call", app, environment, scopes],
    queryFn: async () => findCall(app, environment, scopes),
    staleTime: 60_000,
    retry: false,
  });
  if (!data || !portal.gatewayUrl) return undefined;
  return `curl -H "Authorization: Bearer $GATEHOUSE_TOKEN" ${addressOf(data.api, portal)}${data.path}`;
}

async function findCall(
  app: string,
  environment: Token["environment"],
  scopes?: string[],
): Promise<{ api: Api; path: string } | null> {
  const { data: grants } = await listGrants({ path: { app } });
  const active = grants.items.filter((grant) => grant.environment === environment && grant.state === "active");
  for (const grant of active) {
    const [{ data: api }, { data: table }] = await Promise.all([
      getApi({ path: { api: grant.api } }),
      getScopes({ path: { api: grant.api } }),
    ]);
    const allowed = table.operations.filter(
      (operation) =>
        operation.method.toUpperCase() === "GET" &&
        operation.scopes.every((scope) => (scopes ?? grant.scopes).includes(`${api.slug}:${scope}`)),
    );
    const call = allowed.find((operation) => !operation.path.includes("{"));
    if (call) return { api, path: call.path };
  }
  return null;
}
