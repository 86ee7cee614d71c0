import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

test("a stranger reports a token without sending it, and the desk closes the find", async ({ admin, newcomer }) => {
  const dev = await newcomer();
  await dev.signUp("Lena Lind", "lena@example.com");
  const { app } = await dev.registerApp("Harbour lamp", "Lights up when a berth is free.");
  await dev.askForAccess(app, { slug: "harbour", plan: "Free", scopes: ["berths:read"] }, "A lamp for visitors.");
  const secret = await dev.makeToken(app, "lamp-prod", ["harbour:berths:read"]);

  const { page } = await newcomer();
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  await page.goto("/found-a-token");
  await page.getByLabel("The token, or the text around it").fill(`export TOKEN=${secret}`);
  await page.getByLabel("Where you found it").fill("https://git.example/lamp/.env");
  await page.getByRole("button", { name: "Report it" }).click();
  await expect(page.getByText("It was ended just now")).toBeVisible();
  expect(sent.join("\n")).not.toContain(secret.slice(30));
  expect(await violations(page)).toEqual([]);

  await admin.page.goto("/operate/leaks");
  const row = admin.page.getByRole("row").filter({ hasText: "lamp-prod" });
  await expect(row).toContainText("https://git.example/lamp/.env");
  await row.getByRole("button", { name: "Close…" }).click();
  await admin.page.getByLabel("Why nothing is left to do").fill("The repository is gone.");
  expect(await violations(admin.page)).toEqual([]);
  await admin.page.getByRole("button", { name: "Close it" }).click();
  await expect(row).toBeHidden();
});
