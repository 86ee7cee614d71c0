import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";
import type { Portal } from "./portal";

/** asked registers an app and asks for live access to the harbour on a plan that a person decides on. */
async function asked(portal: Portal): Promise<string> {
  const made = await portal.manage("POST", "/apps", JSON.stringify({ name: "Ship names", purpose: "Corrects names." }));
  const { id: app } = made.body["app"] as { id: string };
  const plans = await portal.manage("GET", "/apis/harbour/plans");
  const plan = (plans.body["items"] as { id: string; approval: string }[]).find((one) => one.approval === "manual")?.id;
  const items = [{ api: "harbour", plan, environment: "live", scopes: ["harbour:vessels:write"] }];
  const body = JSON.stringify({ app, justification: "We correct names of ships.", items });
  const request = await portal.manage("POST", "/access-requests", body);
  expect(request.status).toBe(201);
  return String(request.body["id"]);
}

test("a grant gets limits of its own, is paused, and goes back to its plan", async ({ portal, admin }) => {
  const { page } = admin;
  const request = await asked(portal);
  await page.goto("/operate/requests");
  await page.getByRole("listitem").filter({ hasText: "Ship names" }).getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`/requests/${request}`);
  // On the page, and not in the dialog, which has the same words while it closes.
  const reason = page.getByRole("region", { name: "What Ship names may use now" }).getByText("Sale until Monday.");
  await page.getByRole("button", { name: "Limits of Harbour in live" }).click();
  await dialog.getByLabel("Reason").fill("Sale until Monday.");
  await dialog.getByLabel("Ends on").fill("2099-01-31");
  await dialog.getByLabel("Calls of limit 1").fill("777");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(reason).toBeVisible();

  await page.getByRole("button", { name: "Pause Harbour in live" }).click();
  await dialog.getByLabel("Reason").fill("Looks like scraping.");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume Harbour in live" })).toBeVisible();

  await page.getByRole("button", { name: "Limits of Harbour in live" }).click();
  await expect(dialog.getByLabel("Ends on")).toHaveValue("2099-01-31");
  await expect(dialog.getByLabel("Calls of limit 1")).toHaveValue("777");
  await dialog.getByRole("button", { name: "Go back to the plan's limits" }).click();
  await expect(dialog).toBeHidden();
  await expect(reason).toBeHidden();
});
