import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

test("a declined passkey changes nothing and can be tried again", async ({ newcomer }) => {
  const dev = await newcomer();
  await dev.askForLink("Dev Doe", "decline@example.com");
  await dev.page.goto(await dev.portal.mailLink("decline@example.com"));
  await dev.button("Confirm my address").click();
  await dev.willVerify(false);
  await dev.button("Create a passkey").click();
  await expect(dev.page.getByRole("alert", { name: "The passkey was not used" })).toBeVisible();
  await dev.willVerify(true);
  await dev.button("Create a passkey").click();
  await dev.keepCodes();
  await dev.signOut();
  await dev.willVerify(false);
  await dev.button("Sign in with a passkey").click();
  await expect(dev.page.getByRole("alert", { name: "The passkey was not used" })).toBeVisible();
  await dev.willVerify(true);
  await dev.signIn();
});

test("a used or made-up verification link says what to do", async ({ newcomer }) => {
  const dev = await newcomer();
  const link = await dev.signUp("Dev Doe", "used@example.com");
  const stranger = await newcomer();
  for (const address of [link, link.replace(/=.*/, `=${"x".repeat(43)}`), link.replace(/#.*/, "")]) {
    await stranger.page.goto("/");
    await stranger.page.goto(address);
    if (address.includes("#")) {
      await stranger.button("Confirm my address").click();
      await expect(stranger.page.getByRole("main").getByRole("alert").last()).toContainText(/link/i);
    }
    await expect(stranger.page.getByRole("link", { name: "Ask for a new link" })).toBeVisible();
  }
});

test("a denied request tells why, and gives no scope to a token", async ({ admin, newcomer }) => {
  const dev = await newcomer();
  await dev.signUp("Dev Doe", "denied@example.com");
  const { app } = await dev.registerApp("Crane log", "Keeps a log of cranes.");
  const wish = { slug: "harbour", plan: "Growth", scopes: ["bookings:decide"] };
  await dev.askForAccess(app, wish, "We want to decide on bookings.");
  await admin.page.goto("/operate/requests");
  const card = admin.page.getByRole("listitem").filter({ hasText: "Crane log" });
  await card.getByRole("button", { name: "Deny…" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Only the harbour decides on bookings.");
  await dialog.getByRole("button", { name: "Deny" }).click();
  await expect(card).toBeHidden();
  await dev.page.reload();
  await expect(dev.page.getByRole("alert", { name: "Denied" })).toContainText("Only the harbour decides on bookings.");
  await dev.page.goto(`${app}/tokens/new`);
  await dev.button("Backend service").click();
  await dev.page.getByLabel("Name").fill("crane-prod");
  await dev.button("Continue").click();
  await expect(dev.page.getByText("This app has no access in this environment yet")).toBeVisible();
});

test("an approver never decides on their own request", async ({ admin }) => {
  const { app } = await admin.registerApp("Own tool", "A tool of the admin's own.");
  await admin.askForAccess(app, { slug: "harbour", plan: "Growth", scopes: ["berths:read"] }, "For myself.");
  await admin.page.goto("/operate/requests");
  const card = admin.page.getByRole("listitem").filter({ hasText: "Own tool" });
  await expect(card.getByRole("button", { name: "Approve…" })).toBeDisabled();
  await expect(card).toContainText("This is your own request");
});

test("a declined step-up makes no token; a wrong scope and a revoked token are refused with a reason", async ({
  newcomer,
  portal,
}) => {
  const dev = await newcomer();
  await dev.signUp("Dev Doe", "wrong@example.com");
  const { app } = await dev.registerApp("Weather wall", "Shows the weather on a wall.");
  const wish = { slug: "weather", plan: "Free", scopes: ["observations:read"] };
  await dev.askForAccess(app, wish, "A wall needs weather.");
  await expect(dev.page.getByRole("alert", { name: "Granted" })).toBeVisible();

  await dev.willVerify(false);
  await dev.fillWizard(app, "wall", ["weather:observations:read"]);
  await dev.stepUp();
  const dialog = dev.page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(dialog.getByRole("alert")).toContainText("Nothing was changed");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dev.page.goto(`${app}?tab=tokens`);
  await expect(dev.page.getByRole("table", { name: "Tokens" })).not.toContainText("wall");
  await dev.willVerify(true);
  const secret = await dev.makeToken(app, "wall", ["weather:observations:read"]);

  const wrong = await portal.call("GET", "/weather/stations/s1/forecast", secret);
  expect([wrong.status, wrong.code]).toEqual([403, "scope_missing"]);
  await dev.page.goto(`/decisions/${String(wrong.body["decisionId"])}`);
  await expect(dev.heading("This call was refused")).toBeVisible();

  const unknown = await portal.call("GET", "/weather/stations/s1/observations", `${secret}x`);
  expect([unknown.status, unknown.code]).toEqual([401, "token_malformed"]);
  await dev.page.goto(`/decisions/${String(unknown.body["decisionId"])}`);
  await expect(dev.page.getByRole("list").filter({ hasText: "no token that we know" })).toBeVisible();
  expect(await violations(dev.page)).toEqual([]);

  await dev.page.goBack();
  await dev.page.goBack();
  await dev.revoke("Not needed any more.");
  const revoked = await portal.call("GET", "/weather/stations/s1/observations", secret);
  expect([revoked.status, revoked.code]).toEqual([401, "token_revoked"]);
});
