/** Read is what a text turned out to be. Nothing of it left the page. */
export type Read =
  | { kind: "empty" | "secret" | "other" }
  | {
      kind: "token";
      client: string;
      audience: string;
      issuer: string;
      scopes: string[];
      begins: string;
      ends: string;
      bound: boolean;
      claims: string;
    };

/** readToken takes an access token apart as far as everybody can; its signature is not looked at. */
export function readToken(text: string): Read {
  const token = text.trim().replace(/^(Bearer|DPoP)\s+/i, "");
  if (token === "") return { kind: "empty" };
  if (/[a-z0-9]+_cs_[A-Za-z0-9]+_/.test(token)) return { kind: "secret" };
  const parts = token.split(".");
  const claims = parts.length === 3 && token.length <= 8192 ? objectIn(parts[1] ?? "") : undefined;
  const ends = momentOf(claims?.["exp"]);
  if (!claims || !ends) return { kind: "other" };
  return {
    kind: "token",
    client: textOf(claims["client_id"]) || textOf(claims["sub"]),
    audience: textOf(claims["aud"]),
    issuer: textOf(claims["iss"]),
    scopes: textOf(claims["scope"]).split(" ").filter(Boolean),
    begins: momentOf(claims["nbf"] ?? claims["iat"]),
    ends,
    bound: typeof claims["cnf"] === "object" && claims["cnf"] !== null,
    claims: JSON.stringify(claims, null, 2),
  };
}

function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

function momentOf(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0 || value > 253_402_300_799) return "";
  return new Date(value * 1000).toISOString();
}
