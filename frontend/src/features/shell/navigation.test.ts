import { expect, test } from "vitest";
import type { Me } from "@/client/types.gen";
import { navigationFor } from "./navigation";

const portal = {
  name: "Gatehouse",
  publicUrl: "http://localhost",
  gatewayUrl: "http://localhost:1",
  demo: false,
  mailConfigured: true,
  version: "1",
  setupNeeded: false,
  signUpMode: "open" as const,
};

function someone(permissions: string[], restricted = false): Me {
  const account = { id: "acc_1", email: "a@example.com", name: "A", roles: [], state: "active" as const, version: 1 };
  return {
    account: { ...account, createdAt: "2026-03-04T10:00:00Z" },
    permissions,
    csrfToken: "c",
    restricted,
    unreadNotices: 0,
    termsDue: 0,
    teams: [],
    teamInvitations: 0,
    portal,
  };
}

const paths = (me: Me | null) => navigationFor(me).flatMap((section) => section.items.map((item) => item.to));

test("strangers see what is public only", () => {
  expect(paths(null)).toEqual(["/", "/apis", "/guides", "/terms"]);
});

test("developers see their own pages and nothing of the operators'", () => {
  expect(paths(someone([]))).toContain("/apps");
  expect(paths(someone([])).some((path) => path.startsWith("/operate"))).toBe(false);
});

test("operators see only what their permissions open", () => {
  const shown = paths(someone(["access:decide"])).filter((path) => path.startsWith("/operate"));
  expect(shown).toEqual(["/operate/requests"]);
});

test("a session from a recovery code sees what is public only", () => {
  expect(paths(someone(["access:decide"], true))).toEqual(["/", "/apis", "/guides", "/terms"]);
});
