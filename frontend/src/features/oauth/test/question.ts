import type { OAuthClient } from "@/client/types.gen";

/** question answers the parameters of a request for a token: for the API of the client's first scope, with its scopes there. */
export function question(client: OAuthClient): [string, string][] {
  const slug = client.scopes[0]?.split(":")[0];
  const resource = client.resources.find((one) => one.endsWith(`/${slug}`)) ?? client.resources[0];
  const asked: [string, string][] = [["grant_type", "client_credentials"]];
  if (resource) asked.push(["resource", resource]);
  const scopes = client.scopes.filter((scope) => resource?.endsWith(`/${scope.split(":")[0]}`));
  if (scopes.length > 0) asked.push(["scope", scopes.join(" ")]);
  return asked;
}

/** keyOf answers the name and the algorithm of the first key that a client registered (RFC 7518). */
export function keyOf(client: OAuthClient): { kid: string; alg: "ES256" | "EdDSA" | "PS256" } {
  const keys = client.keySet?.["keys"];
  const first: unknown = Array.isArray(keys) ? keys[0] : undefined;
  const kty = member(first, "kty");
  return { kid: member(first, "kid"), alg: kty === "RSA" ? "PS256" : kty === "OKP" ? "EdDSA" : "ES256" };
}

function member(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === "string" ? found : "";
}
