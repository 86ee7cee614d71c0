import { type Browser, expect, type Page } from "@playwright/test";
import { test as base } from "./fixtures";
import { Person } from "./person";
import type { Portal } from "./portal";

/** House is a portal in which something happened: every page has something to show. */
export type House = { nobody: Person; dev: Person; admin: Person; pages: PageAt[] };

export type PageAt = { name: string; path: string; as: "nobody" | "dev" | "admin" };

async function furnish(portal: Portal, admin: Person, browser: Browser): Promise<House> {
  const nobody = await Person.at(portal, browser);
  const dev = await Person.at(portal, browser);
  await dev.signUp("Dora Demir", "dora@example.com");
  const { app } = await dev.registerApp("Harbour screen", "Shows free berths on a board at the quay.");
  const free = { slug: "harbour", plan: "Free", scopes: ["berths:read", "vessels:read"] };
  await dev.askForAccess(app, free, "A board for visitors of the harbour.");
  const secret = await dev.makeToken(app, "board-prod", ["harbour:berths:read", "harbour:vessels:read"]);
  const token = new URL(dev.page.url()).pathname;
  await dev.askForAccess(app, { ...free, plan: "Growth", scopes: ["vessels:write"] }, "We correct names of ships.");
  const request = new URL(dev.page.url()).pathname;
  for (let n = 0; n < 5; n++) await portal.call("GET", "/harbour/vessels", secret);
  const refused = await portal.call("POST", "/harbour/vessels", secret);
  const decision = `/decisions/${String(refused.body["decisionId"])}`;
  const blocked = await portal.manage(
    "POST",
    "/block-lists",
    JSON.stringify({ name: "Scanners", enabled: true, text: "198.51.100.0/24 # seen in May\n2001:db8::/48\n" }),
  );
  return { nobody, dev, admin, pages: list(app, token, request, decision, String(blocked.body["id"])) };
}

function list(app: string, token: string, request: string, decision: string, blocked: string): PageAt[] {
  const as = (who: PageAt["as"], pages: Record<string, string>) =>
    Object.entries(pages).map(([name, path]) => ({ name, path, as: who }));
  return [
    ...as("nobody", {
      home: "/",
      apis: "/apis",
      api: "/apis/harbour",
      "api-changes": "/apis/harbour/changes",
      reference: "/apis/harbour/reference",
      operation: "/apis/harbour/reference/createBooking",
      "operation-swagger": "/apis/weather/reference/listObservations",
      guides: "/guides",
      guide: "/guides/quickstart",
      terms: "/terms",
      "found-a-token": "/found-a-token",
      "sign-up": "/sign-up",
      "sign-in": "/sign-in",
      "verify-email": "/verify-email#token=none",
      "confirm-email": "/confirm-email#token=none",
      "undo-email": "/undo-email#token=none",
      recover: "/recover",
      setup: "/setup",
      "not-found": "/nowhere",
    }),
    ...as("dev", {
      dashboard: "/dashboard",
      apps: "/apps",
      teams: "/teams",
      "app-new": "/apps/new",
      app,
      "app-tokens": `${app}?tab=tokens`,
      "app-access": `${app}?tab=access`,
      "app-usage": `${app}?tab=usage`,
      "app-calls": `${app}?tab=calls`,
      "app-oauth": `${app}?tab=oauth`,
      "app-policy": `${app}?tab=policy`,
      "app-settings": `${app}?tab=settings`,
      "token-new": `${app}/tokens/new`,
      "token-new-name": `${app}/tokens/new?environment=live&name=board`,
      token,
      requests: "/requests",
      "request-new": `/requests/new?api=harbour`,
      request,
      usage: "/usage",
      "usage-calls": "/usage?tab=calls",
      decision,
      inbox: "/inbox",
      narrow: "/narrow",
      account: "/account",
      "account-passkeys": "/account?tab=passkeys",
      "account-sessions": "/account?tab=sessions",
      "account-notices": "/account?tab=notices",
      "account-data": "/account?tab=data",
    }),
    ...as("admin", {
      "operate-overview": "/operate",
      "operate-requests": "/operate/requests",
      "operate-requests-all": "/operate/requests?state=all",
      "operate-apis": "/operate/apis",
      "operate-api-new": "/operate/apis/new",
      "operate-api": "/operate/apis/harbour",
      "operate-api-details": "/operate/apis/harbour?tab=details",
      "operate-api-plans": "/operate/apis/harbour?tab=plans",
      "operate-api-scopes": "/operate/apis/harbour?tab=scopes",
      "operate-api-upstreams": "/operate/apis/harbour?tab=upstreams",
      "operate-api-gate": "/operate/apis/harbour?tab=gate",
      "operate-api-policy": "/operate/apis/harbour?tab=policy",
      "operate-api-discovery": "/operate/apis/harbour?tab=discovery",
      "operate-people": "/operate/people",
      "operate-teams": "/operate/teams",
      "operate-tokens": "/operate/tokens",
      "operate-audit": "/operate/audit",
      "operate-mails": "/operate/mails",
      "operate-mail-texts": "/operate/mails/texts",
      "operate-mail-text": "/operate/mails/texts/token-created",
      "operate-terms": "/operate/terms",
      "operate-blocks": "/operate/blocks",
      "operate-block-list": `/operate/blocks/${blocked}`,
      "operate-leaks": "/operate/leaks",
      "operate-keys": "/operate/keys",
      "operate-machines": "/operate/machines",
      "operate-settings": "/operate/settings",
      "operate-policy-level": "/operate/policies/api/harbour",
      "operate-exceptions": "/operate/exceptions",
      "operate-compliance": "/operate/compliance",
      "operate-least-privilege": "/operate/least-privilege",
      "operate-guide": "/operate/guides/quickstart",
    }),
  ];
}

/** open goes to a page and waits until nothing is being loaded any more. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await settled(page);
}

export async function settled(page: Page) {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.locator(".mantine-Skeleton-root, .mantine-Loader-root")).toHaveCount(0);
}

export const test = base.extend<object, { house: House }>({
  house: [
    async ({ portal, admin, browser }, use) => {
      const house = await furnish(portal, admin, browser);
      await use(house);
      for (const person of [house.nobody, house.dev]) await person.leave();
    },
    { scope: "worker", timeout: 600_000 },
  ],
});
