import { expect } from "@playwright/test";
import { test } from "./fixtures";

test("paper shows an operation, a schema and a guide whole, black on white, with nothing to click", async ({
  admin,
}) => {
  const { page } = admin;
  await page.emulateMedia({ colorScheme: "dark" });
  for (const [path, words] of [
    ["/apis/harbour/reference/registerVessel", ["Answers", "201", "422"]],
    ["/apis/harbour/reference/schemas/Vessel", ["Vessel"]],
    ["/guides/keeping-tokens-safe", []],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button")).toHaveCount(0);
    const main = page.getByRole("main");
    for (const word of words) await expect(main.getByRole("heading", { name: word, exact: true })).toBeVisible();
    const heading = page.getByRole("heading", { level: 1 });
    await expect(heading).toHaveCSS("color", "rgb(0, 0, 0)");
    await expect(page.locator("body")).toHaveCSS("background-color", "rgb(255, 255, 255)");
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await expect(page.getByRole("navigation").first()).toBeVisible();
  }
});
