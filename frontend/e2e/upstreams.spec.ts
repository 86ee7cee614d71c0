import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { overflow } from "./judge";

test("an operator tries a server before saving it, and sees how it is afterwards", async ({ portal, admin }) => {
  const { page } = admin;
  const api = { slug: "quay", name: "Quay", summary: "Where ships lie.", visibility: "public" };
  expect((await portal.manage("POST", "/apis", JSON.stringify(api))).status).toBe(201);
  const live = page.getByRole("region", { name: "Live" });
  const address = live.getByLabel("Address of the API");
  await page.goto("/operate/apis/quay?tab=upstreams");
  await expect(live.getByText("Live calls are refused while there is no address.")).toBeVisible();

  await test.step("a server that is not there is told with what to do", async () => {
    await address.fill("http://127.0.0.1:1");
    await live.getByRole("button", { name: "Test connection" }).click();
    await expect(live.getByText("It refuses connections: nothing listens at this address and port.")).toBeVisible();
    await expect(live.getByText("Start the server, or correct the port.")).toBeVisible();
  });

  await test.step("one that is there answers, and gets a secret that nobody can read again", async () => {
    await address.fill(portal.upstream);
    await live.getByRole("button", { name: "Credential" }).click();
    await live.getByLabel("What the gateway shows to it").selectOption("header");
    await live.getByLabel("Name of the header").fill("X-Quay-Key");
    await live.getByLabel("Value of the header").fill("swordfish");
    await live.getByRole("button", { name: "Health checks" }).click();
    await live.getByLabel("Ask each address by itself whether it is well").check();
    await live.getByRole("button", { name: "Test connection" }).click();
    await expect(live.getByText("It answered 200 to GET /healthz.")).toBeVisible();
    await admin.button("Save").click();
    await expect(page.getByText("Calls go to the new places")).toBeVisible();
    await expect(live.getByText("Takes calls")).toBeVisible();
    await live.getByRole("button", { name: "Credential" }).click();
    await expect(live.getByText("It is kept sealed and can't be shown.")).toBeVisible();
    expect(await page.content()).not.toContain("swordfish");
  });

  await test.step("the secret does not move to another server", async () => {
    await address.fill("http://127.0.0.1:1");
    await admin.button("Save").click();
    await expect(
      live.getByText("Write the secret again: the one that is kept would go to another server."),
    ).toBeVisible();
  });

  await test.step("what somebody else saved meanwhile is shown beside what is being written", async () => {
    const theirs = { sandbox: { kind: "mock" }, live: { kind: "http", url: portal.upstream } };
    expect((await portal.manage("PUT", "/apis/quay/upstreams", JSON.stringify(theirs))).status).toBe(200);
    await admin.button("Save").click();
    const conflict = page.getByRole("alert", { name: "Somebody saved this meanwhile" });
    await expect(conflict.getByText(`live.url: ${portal.upstream}`)).toBeVisible();
    await expect(conflict.getByText("live.url: http://127.0.0.1:1")).toBeVisible();
    await conflict.getByRole("button", { name: "Take theirs" }).click();
    await expect(address).toHaveValue(portal.upstream);
  });

  await test.step("a setting of the gate is saved over others' changes, unless they changed just that", async () => {
    await page.goto("/operate/apis/quay?tab=gate");
    const atOnce = page.getByRole("region", { name: "Calls at once" });
    const checks = page.getByRole("region", { name: "Calls that don't fit the document" });
    await atOnce.getByLabel("Of all apps together").fill("40");
    await checks.getByLabel("Compare and count").check();
    expect((await portal.manage("PATCH", "/apis/quay", JSON.stringify({ summary: "Berths." }))).status).toBe(200);
    await checks.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The next call already follows it")).toBeVisible();
    await expect(atOnce.getByLabel("Of all apps together")).toHaveValue("40");
    const theirs = JSON.stringify({ calls: 50, callsPerApp: 5 });
    expect((await portal.manage("PUT", "/apis/quay/concurrency", theirs)).status).toBe(200);
    await atOnce.getByRole("button", { name: "Save" }).click();
    const conflict = atOnce.getByRole("alert", { name: "Somebody saved this meanwhile" });
    await expect(conflict.getByText("calls: 50")).toBeVisible();
    await expect(conflict.getByText("calls: 40")).toBeVisible();
    await conflict.getByRole("button", { name: "Save mine over it" }).click();
    await expect(conflict).toHaveCount(0);
    await expect(atOnce.getByLabel("Of one app")).toHaveValue("0");
    await page.goto("/operate/apis/quay?tab=upstreams");
  });

  await test.step("everything is within reach on a phone, in the dark too", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await live.getByRole("button", { name: "Add an address" }).click();
    for (const name of ["Timeouts and limits", "TLS"]) await live.getByRole("button", { name }).click();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});
