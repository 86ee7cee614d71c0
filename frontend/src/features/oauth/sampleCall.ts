import type { OAuthClient } from "@/client/types.gen";

/** sampleCall is a call of the token endpoint, ready for a shell. A client that signs assertions has none: see the guide. */
export function sampleCall(client: OAuthClient): string | undefined {
  if (client.authMethod !== "client_secret_basic") return undefined;
  const slug = client.scopes[0]?.split(":")[0];
  const resource = client.resources.find((one) => one.endsWith(`/${slug}`)) ?? client.resources[0];
  const lines = [
    `curl -u "${client.id}:$GATEHOUSE_CLIENT_SECRET" ${client.tokenUrl}`,
    "  -d grant_type=client_credentials",
  ];
  if (resource) lines.push(`  -d resource=${resource}`);
  const scopes = client.scopes.filter((scope) => resource?.endsWith(`/${scope.split(":")[0]}`));
  if (scopes.length > 0) lines.push(`  --data-urlencode "scope=${scopes.join(" ")}"`);
  return lines.join(" \\\n");
}
