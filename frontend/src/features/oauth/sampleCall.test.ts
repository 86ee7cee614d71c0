import { expect, test } from "vitest";
import type { OAuthClient } from "@/client/types.gen";
import { sampleCall } from "./sampleCall";

const client: OAuthClient = {
  id: "ocl_1",
  app: "app_1",
  environment: "sandbox",
  authMethod: "client_secret_basic",
  scopes: ["museum:tickets:read", "zoo:read"],
  networks: [],
  binding: "none",
  secrets: [],
  state: "active",
  createdAt: "2026-11-24T12:00:00Z",
  createdBy: "Ada",
  tokenUrl: "https://portal.example/oauth2/token",
  issuer: "https://portal.example",
  policyBreaches: [],
  resources: ["https://api.example/zoo", "https://api.example/museum"],
  version: 1,
};

test("the call names the API of the first scope, and only scopes of that API", () => {
  expect(sampleCall(client)).toBe(
    [
      'curl -u "ocl_1:$GATEHOUSE_CLIENT_SECRET" https://portal.example/oauth2/token \\',
      "  -d grant_type=client_credentials \\",
      "  -d resource=https://api.example/museum \\",
      '  --data-urlencode "scope=museum:tickets:read"',
    ].join("\n"),
  );
});

test("without scopes it asks for what the app has", () => {
  expect(sampleCall({ ...client, scopes: [] })).toContain("resource=https://api.example/zoo");
  expect(sampleCall({ ...client, scopes: [], resources: [] })).not.toContain("resource");
});

test("a client that signs assertions has no such call", () => {
  expect(sampleCall({ ...client, authMethod: "private_key_jwt" })).toBeUndefined();
});
