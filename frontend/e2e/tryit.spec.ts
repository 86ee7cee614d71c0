import { expect, type Page } from "@playwright/test";
import { test } from "./fixtures";
import { overflow, violations } from "./judge";

const consoleOf = (page: Page) => page.getByRole("region", { name: "Try it" });

async function open(page: Page, path: string) {
  await page.goto(path);
  await consoleOf(page).getByRole("button", { name: "Open the console" }).click();
  return consoleOf(page);
}

test("a visitor tries the sandbox without an account, and nothing is stored", async ({ portal, newcomer }) => {
  const { page } = await newcomer();
  const calls: { cookie: string; authorization: string }[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(portal.gateway) || request.method() === "OPTIONS") return;
    const headers = request.headers();
    calls.push({ cookie: headers["cookie"] ?? "", authorization: headers["authorization"] ?? "" });
  });
  const console = await open(page, "/apis/harbour/reference/listVessels");
  await expect(console).toContainText("as a visitor");
  await expect(console.getByRole("link", { name: "Sign up" })).toBeVisible();
  await console.getByRole("button", { name: "Send" }).click();
  const answer = console.getByRole("region", { name: "Answer", exact: true });
  await expect(answer.getByText(/^200/)).toBeVisible();
  await answer.getByRole("tab", { name: /^Headers/ }).click();
  await expect(answer.getByRole("row", { name: /gatehouse-sandbox mock/ })).toBeVisible();

  await test.step("the sandbox gives the answer that is wished", async () => {
    await console.getByRole("combobox", { name: "Answer that the sandbox gives" }).click();
    await page.getByRole("option", { name: "401" }).click();
    await page.keyboard.press("Control+Enter");
    await expect(answer.getByText(/^401/)).toBeVisible();
    await expect(console.getByRole("region", { name: "Calls of this visit" }).getByRole("button")).toHaveCount(3);
  });

  await test.step("the console is accessible in both schemes and fits a phone", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
      expect(await violations(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Try it" }).click();
    await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  });

  expect(calls.length).toBe(2);
  for (const call of calls) {
    expect(call.cookie).toBe("");
    expect(call.authorization).toMatch(/^Bearer gth_eph_/);
  }
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
  expect(stored).not.toContain("gth_");
  await expect(page.getByText(/gth_eph_/)).toHaveCount(0);
});

test("a developer calls with an app, and a refusal says what mends it", async ({ newcomer }) => {
  const dev = await newcomer();
  const { page } = dev;
  await dev.signUp("Tara Tester", "tara@example.com");
  const { app } = await dev.registerApp("Try board", "Tries the harbour's operations.");
  const console = await open(page, "/apis/harbour/reference/listVessels");
  const mine = page.getByRole("region", { name: "My apps" });
  await expect(mine).toContainText("Try board");
  await expect(mine).toContainText("can call this in sandbox");
  await expect(console.getByRole("combobox", { name: "App" })).toHaveValue("Try board");

  await test.step("mistakes show while typing, and nothing is sent", async () => {
    const limit = console.getByLabel(/^limit/);
    await limit.fill("many");
    await expect(console.getByText("This is no number.")).toBeVisible();
    await expect(console.getByRole("button", { name: "Send" })).toBeDisabled();
    await limit.fill("2");
    await console.getByRole("button", { name: "Send" }).click();
    await expect(console.getByRole("region", { name: "Answer", exact: true }).getByText(/^200/)).toBeVisible();
  });

  await test.step("live asks for the passkey, and the gateway for a grant", async () => {
    await console.getByText("Live", { exact: true }).click();
    await console.getByRole("button", { name: "Send" }).click();
    await dev.stepUp();
    const refusal = console.getByRole("alert");
    await expect(refusal).toContainText("no active grant for harbour in live");
    expect(await violations(page)).toEqual([]);
    await refusal.getByRole("link", { name: "See every check" }).click();
    await expect(dev.heading("This call was refused")).toBeVisible();
  });

  await test.step("the request is filled in with what is missing", async () => {
    await page.getByRole("button", { name: "Ask for access" }).click();
    await expect(page.getByLabel("harbour:vessels:read")).toBeChecked();
    await expect(page.getByText("The call GET /vessels needs harbour:vessels:read.")).toBeVisible();
    await page.goBack();
    await page.goBack();
    await mine.getByRole("link", { name: "Ask for it" }).click();
    await expect(page).toHaveURL(new RegExp(`/requests/new.*app=${app.split("/").pop()}`));
    await expect(page.getByLabel("harbour:vessels:read")).toBeChecked();
  });

  await test.step("the calls are told from those of programs", async () => {
    await page.goto(`${app}?tab=calls&traffic=console`);
    const calls = page.getByRole("table", { name: "Calls" });
    await expect(calls.getByRole("row", { name: /GET \/harbour\/vessels 200.*Console/ })).toBeVisible();
  });
});
