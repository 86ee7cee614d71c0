import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

test("a token is held back, let go, reported, and the rest is revoked together", async ({ portal, admin }) => {
  const { page } = admin;
  const { secret, app } = await admin.registerApp("Harbour board", "Shows ships.");
  await page.goto(`${app}?tab=tokens`);
  await page.getByRole("link", { name: "First sandbox token" }).click();
  const call = (method: string) =>
    fetch(`${portal.gateway}/harbour/port/status`, { method, headers: { Authorization: `Bearer ${secret}` } });
  expect((await call("GET")).status).toBe(200);

  await test.step("it mints one for a single call, and its page shows what became of it", async () => {
    const minted = await fetch(`${portal.url}/api/v1/tokens/self/ephemeral`, {
      method: "POST",
      headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
      body: JSON.stringify({ name: "Build 4711", uses: 1 }),
    });
    const one = (await minted.json()) as { secret: string };
    const twice = [0, 1].map(() => portal.call("GET", "/harbour/port/status", one.secret));
    const codes = (await Promise.all(twice)).map(({ status }) => status);
    expect(codes.sort()).toEqual([200, 401]); // the one that got through counts for the token that minted it
    await page.reload();
    await expect(page.getByRole("row", { name: /Build 4711/ })).toContainText("Used up");
    expect(await violations(page)).toEqual([]);
  });

  await test.step("revoking shows what relies on it, and offers a quarantine", async () => {
    await expect(async () => {
      await page.reload(); // a dialog of the turn before would lie over the button
      await admin.button("Revoke").click();
      await expect(page.getByRole("dialog")).toContainText("2 calls in the last 24 hours", { timeout: 15_000 });
    }).toPass();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Quarantine it instead" }).click();
    const dialog = page.getByRole("dialog", { name: /Quarantine/ });
    await dialog.getByLabel("One request a minute").check();
    await dialog.getByLabel("Reason").fill("Odd calls at night.");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Start the quarantine" }).click();
    await expect(page.getByText("One request a minute passes.")).toBeVisible();
    const [first, second] = [await call("GET"), await call("GET")];
    expect([first.status, second.status]).toEqual([200, 429]);
  });

  await test.step("one click ends it", async () => {
    await admin.button("End the quarantine").click();
    await expect(page.getByText("One request a minute passes.")).toBeHidden();
    expect((await call("GET")).status).toBe(200);
  });

  await test.step("a rotation shows who still uses which secret", async () => {
    await admin.button("Rotate").click();
    await page.getByLabel("when the new secret is used for the first time").check();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await admin.confirmed(page.getByText("The new secret", { exact: true }));
    await admin.button("I have stored it").click();
    expect((await call("GET")).status).toBe(200);
    const old = page.getByRole("region", { name: "Old secret" });
    await expect(old).toContainText("node", { timeout: 60_000 });
    await expect(old).toContainText("127.0.0.0/24");
    expect(await violations(page)).toEqual([]);
    await admin.button("Cancel: end the new secret").click();
    await expect(old).toBeHidden();
    expect((await call("GET")).status).toBe(200);
  });

  await test.step("a view of the inventory is kept, and leads back to it", async () => {
    await page.goto(`/operate/tokens?app=${app.split("/").at(-1)}&order=unused`);
    await admin.button("Views").click();
    await page.getByLabel("Name for what you see now").fill("Tokens of the board");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.goto("/operate/tokens");
    await admin.button("Views").click();
    await page.getByRole("link", { name: "Tokens of the board" }).click();
    await expect(page).toHaveURL(/order=unused/);
  });

  await test.step("all tokens that match end together", async () => {
    await admin.button("Revoke all that match").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("1 living token matches, of 1 app");
    await dialog.getByLabel("Reason").fill("The board was sold.");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Revoke 1" }).click();
    const over = page.getByRole("status").filter({ hasText: "1 of 1 tokens are revoked." });
    await admin.confirmed(over);
    expect((await call("GET")).status).toBe(401);
  });
});
