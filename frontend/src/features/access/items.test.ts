import { describe, expect, test } from "vitest";
import type { Grant } from "@/client/types.gen";
import { itemsOf } from "./items";

const grant: Grant = {
  id: "gnt_1",
  app: "app_1",
  api: "museum",
  apiName: "Museum",
  plan: "pln_1",
  planName: "Free",
  environment: "live",
  scopes: ["museum:read"],
  state: "active",
  createdAt: "2026-03-04T10:00:00Z",
};
const plain = (link: Parameters<typeof itemsOf>[0]) => itemsOf(link).map(({ key: _, ...item }) => item);
const link = { api: undefined, scopes: undefined, environment: undefined, grants: [grant] };

describe("a request that a link prepares", () => {
  test("is empty when the link names nothing", () => {
    expect(plain(link)).toEqual([{ api: "", plan: "", environment: "live", scopes: [] }]);
  });

  test("has one item for each API of the scopes, under the plan that the app has there", () => {
    expect(plain({ ...link, scopes: "museum:write harbour:read museum:sell" })).toEqual([
      { api: "museum", plan: "pln_1", environment: "live", scopes: ["museum:write", "museum:sell"] },
      { api: "harbour", plan: "", environment: "live", scopes: ["harbour:read"] },
    ]);
  });

  test("remembers the call that it is for, at the API of the call", () => {
    expect(plain({ ...link, api: "museum", operation: "sell", scopes: "museum:sell" })).toEqual([
      { api: "museum", plan: "pln_1", environment: "live", scopes: ["museum:sell"], operation: "sell" },
    ]);
    expect(plain({ ...link, operation: "sell", scopes: "museum:sell" })[0]).not.toHaveProperty("operation");
  });

  test("leaves the plan open where no scope is named, and in another environment", () => {
    expect(plain({ ...link, api: "museum" })[0]?.plan).toBe("");
    expect(plain({ ...link, scopes: "museum:write", environment: "sandbox" })[0]?.plan).toBe("");
  });
});
