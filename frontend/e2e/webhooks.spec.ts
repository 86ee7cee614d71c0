import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { overflow, violations } from "./judge";

test("a webhook to an address that can't be called says so at its field, and keeps what was chosen", async ({
  admin,
}) => {
  const { page } = admin;
  const { app } = await admin.registerApp("Foghorn", "Sounds when a token ends.");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${app}?tab=webhooks`);
  await admin.button("Add a webhook").click();
  const dialog = page.getByRole("dialog", { name: "Add a webhook" });
  await dialog.getByLabel("Address").fill("https://127.0.0.1/hook");
  await dialog.getByLabel("token.revoked").check();
  await dialog.getByRole("button", { name: "Add the webhook" }).click();
  await admin.confirmed(dialog.getByText("This address can't be called from here."));
  await expect(dialog.getByLabel("Address")).toBeFocused();
  await expect(dialog.getByLabel("token.revoked")).toBeChecked();
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("No webhook yet")).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 900 }); // other tests go on with this page
});
