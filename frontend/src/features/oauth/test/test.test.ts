import { expect, test } from "vitest";
import type { OAuthClient } from "@/client/types.gen";
import { readToken } from "./readToken";
import { samplesOf } from "./samples";

const client: OAuthClient = {
  id: "ocl_1",
  app: "app_1",
  environment: "sandbox",
  authMethod: "client_secret_basic",
  scopes: ["museum:tickets:read"],
  networks: [],
  binding: "none",
  secrets: [],
  state: "active",
  createdAt: "2026-11-24T12:00:00Z",
  createdBy: "Ada",
  tokenUrl: "https://portal.example/oauth2/token",
  issuer: "https://portal.example",
  resources: ["https://api.example/museum"],
  version: 1,
  policyBreaches: [],
};

const byKey: OAuthClient = {
  ...client,
  authMethod: "private_key_jwt",
  keySet: { keys: [{ kty: "EC", kid: "2026-1" }] },
};

test("each client gets the programs that can serve it, with its own addresses and no secret", () => {
  const languages = (one: OAuthClient) => samplesOf(one).map(({ language }) => language);
  expect(languages(client)).toEqual(["curl", "Node.js", "Python", "Go"]);
  expect(languages(byKey)).toEqual(["Node.js", "Go"]);
  expect(languages({ ...byKey, keySet: { keys: [{ kty: "RSA" }] } })).toEqual(["Node.js"]);
  expect(languages({ ...client, binding: "dpop" })).toEqual(["Node.js"]);
  for (const one of [
    client,
    byKey,
    { ...client, binding: "dpop" as const },
    { ...byKey, binding: "dpop_nonce" as const },
  ]) {
    for (const { code, run } of samplesOf(one)) {
      expect(code).toContain("https://portal.example/oauth2/token");
      expect(code).toContain("https://api.example/museum");
      expect(code).toContain("ocl_1");
      expect(code + run).not.toContain("_cs_");
      expect(code.includes("GATEHOUSE_CLIENT_SECRET")).toBe(one.authMethod === "client_secret_basic");
    }
  }
});

test("the algorithm of an assertion is that of the registered key", () => {
  const alg = (kty: string) => samplesOf({ ...byKey, keySet: { keys: [{ kty, kid: "k" }] } })[0]?.code ?? "";
  expect(alg("EC")).toContain('alg: "ES256"');
  expect(alg("OKP")).toContain("sign(null,");
  expect(alg("RSA")).toContain("RSA_PKCS1_PSS_PADDING");
});

const part = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

test("a token is read without asking anybody", () => {
  const token = `${part({ alg: "ES256" })}.${part({ client_id: "ocl_1", aud: "https://api.example/museum", iss: "https://portal.example", scope: "a b", exp: 1_800_000_000, cnf: { jkt: "x" } })}.sig`;
  expect(readToken(` DPoP ${token}\n`)).toMatchObject({
    kind: "token",
    client: "ocl_1",
    audience: "https://api.example/museum",
    scopes: ["a", "b"],
    ends: "2027-01-15T08:00:00.000Z",
    bound: true,
  });
});

test("secrets are told apart, and nonsense is nonsense", () => {
  expect(readToken("gth_cs_4fT9aB3dE5fG7hJ9_x").kind).toBe("secret");
  expect(readToken("  ").kind).toBe("empty");
  for (const text of [
    "x",
    "a.b.c",
    `${part({})}.${part([])}.x`,
    `${part({})}.${part({ exp: "soon" })}.x`,
    `a.${part({ exp: 1e300 })}.c`,
    "..",
    ".".repeat(9000),
  ]) {
    expect(readToken(text).kind, text).toBe("other");
  }
});
