import { expect } from "@playwright/test";
import { test } from "./fixtures";

test("a tightened rule is previewed, shown with who set it, and followed by the wizard", async ({ admin }) => {
  const { page } = admin;
  const { app } = await admin.registerApp("Tide clock", "Shows the tide.");
  const id = app.split("/").at(-1) ?? "";
  await page.goto(`/operate/policies/app/${id}`);
  await page.getByLabel("Longest life", { exact: true }).fill("10");
  await admin.button("Save the policy").click();
  const dialog = page.getByRole("dialog", { name: "Save the policy?" });
  await expect(dialog).toContainText("1 live token breaks it");
  await dialog.getByRole("button", { name: "Show them" }).click();
  await expect(dialog.getByRole("link", { name: "First sandbox token" })).toBeVisible();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  const saved = page.getByRole("row", { name: /^Longest life \d/ });
  await admin.confirmed(saved.filter({ hasText: "The app Tide clock" }));
  await expect(saved).toContainText("10 days");
  await page.goto(`${app}/tokens/new?environment=sandbox&name=board`);
  for (let step = 0; step < 2; step++) await admin.button("Continue").click();
  await expect(page.getByText("The app Tide clock allows at most 10 days.")).toBeVisible();
});
