import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

test("an OAuth client gets tokens until its secret is found", async ({ admin, newcomer, portal }) => {
  const dev = await newcomer();
  await dev.signUp("Olga Oar", "olga@example.com");
  const { app } = await dev.registerApp("Berth clock", "Shows when a berth is free.");
  await dev.page.goto(`${app}?tab=oauth`);
  await dev.button("Register a client").click();
  await dev.page.getByRole("combobox", { name: "Scopes" }).fill("harbour:vessels:read");
  await dev.page.getByRole("option", { name: "harbour:vessels:read" }).click();
  await dev.page.keyboard.press("Escape");
  expect(await violations(dev.page)).toEqual([]);
  await dev.button("Register the client").click();
  await dev.stepUp();
  const secret = await dev.page.getByLabel("Secret", { exact: true }).inputValue();
  const sample = (await dev.page.getByRole("region", { name: "Call with curl" }).textContent()) ?? "";
  await dev.button("I have kept it").click();

  const client = /ocl_\w+/.exec(sample)?.[0] ?? "";
  const ask = () =>
    fetch(`${portal.url}/oauth2/token`, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${client}:${secret}`)}` },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        resource: /resource=(\S+)/.exec(sample)?.[1] ?? "",
        scope: "harbour:vessels:read",
      }),
    });
  const { access_token: token } = await (await ask()).json();
  expect((await portal.call("GET", "/harbour/vessels", token)).status).toBe(200);

  await dev.button("Test it").click();
  await dev.page.getByLabel("Access token", { exact: true }).fill(token);
  await dev.button("Ask whether it works now").click();
  await expect(dev.page.getByText("The gateway takes it at this moment")).toBeVisible();
  expect(await violations(dev.page)).toEqual([]);
  await dev.page.keyboard.press("Escape");

  await dev.button("More about the client").click();
  await dev.page.getByRole("menuitem", { name: "Suspend" }).click();
  await dev.page.getByRole("textbox", { name: "Reason" }).fill("The machine is being moved.");
  await dev.button("Suspend").click();
  await expect(dev.page.getByRole("dialog")).toBeHidden(); // which has the same words
  await expect(dev.page.getByText("The machine is being moved.")).toBeVisible();
  expect(await violations(dev.page)).toEqual([]);
  expect((await portal.call("GET", "/harbour/vessels", token)).code).toBe("token_suspended");
  expect((await ask()).status).toBe(401);
  await dev.button("Resume").click();
  await dev.page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(dev.page.getByText("The machine is being moved.")).toBeHidden();
  expect((await portal.call("GET", "/harbour/vessels", token)).status).toBe(200);

  const { page } = await newcomer();
  await page.goto("/found-a-token");
  await page.getByLabel("The token, or the text around it").fill(secret);
  await page.getByLabel("Where you found it").fill("a public wiki");
  await page.getByRole("button", { name: "Report it" }).click();
  await expect(page.getByText("It was ended just now")).toBeVisible();
  expect((await ask()).status).toBe(401);
  await expect.poll(async () => (await portal.call("GET", "/harbour/vessels", token)).status).toBe(401);

  await admin.page.goto("/operate/leaks");
  const row = admin.page.getByRole("row").filter({ hasText: "a public wiki" });
  await row.getByRole("link", { name: "OAuth client, sandbox" }).click();
  await expect(admin.page).toHaveURL(/tab=oauth/);
});
