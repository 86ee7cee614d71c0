import { expect } from "@playwright/test";
import { test } from "./fixtures";

const scopes = ["berths:read", "vessels:read", "vessels:write"];

test("one person goes from the first link to a refused call after revoking", async ({ portal, admin, newcomer }) => {
  test.setTimeout(600_000);
  await test.step("the admin sends live calls to a real server", async () => {
    await admin.page.goto("/operate/apis/harbour?tab=upstreams");
    await admin.page.getByLabel("Address of the API").fill(portal.upstream);
    await admin.button("Save").click();
    await expect(admin.page.getByText("Calls go to the new places")).toBeVisible();
  });

  const dev = await newcomer();
  const { page } = dev;
  await test.step("a developer signs up, out and in again without typing a name", async () => {
    await dev.signUp("Dev Doe", "dev@example.com");
    await expect(page.getByRole("link", { name: "New app" }).first()).toBeVisible();
    await dev.signOut();
    await dev.signIn();
    await expect(dev.heading("Hello, Dev Doe")).toBeVisible();
  });

  await test.step("reads the reference by a deep link to an operation", async () => {
    await page.goto("/apis/harbour/reference/listVessels");
    await expect(page.getByRole("region", { name: "Code sample" })).toContainText(`${portal.gateway}/harbour/vessels`);
    await expect(page.getByRole("article")).toContainText("vessels:read");
  });

  const made = await dev.registerApp("Quay board", "Shows free berths on a board at the quay.");
  await test.step("the shown curl line works in the sandbox", async () => {
    const address = made.curl.match(/http:\/\/localhost\S+/)?.[0] ?? "";
    const answer = await portal.call("GET", address.replace(portal.gateway, ""), made.secret);
    expect(answer.status).toBe(200);
    expect(answer.body["headers"], "the mock answers, not the live server").toBeUndefined();
  });

  await dev.askForAccess(made.app, { slug: "harbour", plan: "Growth", scopes }, "We show ships to visitors.");
  const request = new URL(page.url()).pathname;
  await test.step("the admin grants a part with a reason", async () => {
    await admin.page.goto("/operate/requests");
    const card = admin.page.getByRole("listitem").filter({ hasText: "Quay board" });
    await card.getByRole("button", { name: "Approve…" }).click();
    const dialog = admin.page.getByRole("dialog");
    await dialog.getByLabel("harbour:vessels:write").uncheck();
    await dialog.getByLabel("Reason").fill("A board only reads.");
    await dialog.getByRole("button", { name: "Approve this part" }).click();
    await expect(card).toBeHidden();
  });
  await test.step("the developer is told", async () => {
    await page.goto("/inbox");
    const notice = page.getByRole("listitem").filter({ hasText: "Quay board" });
    await notice.getByRole("button", { name: "Open" }).first().click();
    await expect(page).toHaveURL(request);
    await expect(page.getByText("A board only reads.")).toBeVisible();
    await expect.poll(() => portal.mailLink("dev@example.com")).toContain(request); // and not that of the sign-up
  });

  const secret = await dev.makeToken(made.app, "board-prod", ["harbour:berths:read", "harbour:vessels:read"]);
  const token = new URL(page.url()).pathname;
  await expect(page.getByText(secret)).toHaveCount(0);

  await test.step("the call reaches the live server, and a missing scope is refused", async () => {
    const answer = await portal.call("GET", "/harbour/vessels", secret);
    expect(answer.status).toBe(200);
    expect(answer.body["path"]).toBe("/vessels");
    const refused = await portal.call("POST", "/harbour/vessels", secret);
    expect([refused.status, refused.code]).toEqual([403, "scope_missing"]);
  });

  await test.step("the app's calls show both, and the decision page says why", async () => {
    await page.goto(`${made.app}?tab=calls`);
    const calls = page.getByRole("table", { name: "Calls" });
    await expect(calls.getByRole("row", { name: /GET \/harbour\/vessels 200/ })).toBeVisible();
    await calls.getByRole("link", { name: "scope_missing" }).click();
    await expect(dev.heading("This call was refused")).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "failed" })).toContainText("vessels:write");
  });

  let renewed = "";
  await test.step("rotating leaves both secrets working for the overlap", async () => {
    await page.goto(token);
    await dev.button("Rotate").click();
    const dialog = page.getByRole("dialog", { name: "Rotate board-prod" });
    await dialog.getByRole("button", { name: "Rotate" }).click();
    renewed = await page.getByLabel("Secret", { exact: true }).inputValue();
    await dev.button("I have stored it").click();
    await expect(page.getByText("Two secrets work during this rotation")).toBeVisible();
    for (const one of [secret, renewed]) expect((await portal.call("GET", "/harbour/vessels", one)).status).toBe(200);
  });

  await test.step("a scope that the app lacks becomes a request, which leads back to the token", async () => {
    await dev.button("More actions").click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("checkbox", { name: /harbour:vessels:write/ }).check();
    await dev.button("Save, and ask for the rest").click();
    await expect(page.getByRole("radio", { name: /Growth/ })).toBeChecked();
    await expect(page.getByRole("checkbox", { name: /harbour:vessels:write/ })).toBeChecked();
    await page.getByLabel("Why do you need it?").fill("Now we correct names of ships.");
    await dev.button("Send the request").click();
    await expect(page.getByText("Waiting for a decision")).toBeVisible();
    await admin.page.goto("/operate/requests");
    const card = admin.page.getByRole("listitem").filter({ hasText: "Quay board" });
    await card.getByRole("button", { name: "Approve" }).click();
    await admin.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await expect(card).toBeHidden();
    await page.reload();
    await page.getByRole("link", { name: "Add these scopes to the token that needs them" }).click();
    await expect(page.getByRole("checkbox", { name: /harbour:vessels:write/ })).toBeChecked();
    await dev.button("Save").click();
    await expect(page.getByText("Saved")).toBeVisible();
    expect((await portal.call("POST", "/harbour/vessels", renewed)).status).toBe(200);
  });

  await test.step("revoking refuses the very next call", async () => {
    await dev.revoke("The board was stolen.");
    for (const one of [secret, renewed]) {
      const answer = await portal.call("GET", "/harbour/vessels", one);
      expect([answer.status, answer.code]).toEqual([401, "token_revoked"]);
    }
  });

  await test.step("the audit log holds every step and verifies", async () => {
    await admin.page.goto(`/operate/audit?object=${token.split("/").pop()}`);
    const log = admin.page.getByRole("table", { name: "Audit records" });
    for (const action of ["create", "rotate", "revoke"]) {
      const row = log.getByRole("row").filter({ hasText: new RegExp(`tokens?\\.${action}`) });
      await expect(row).toContainText("Dev Doe");
      await expect(row).toContainText("127.0.0.1");
    }
    await admin.button("Verify the log").click();
    await expect(admin.page.getByText("The log is whole")).toBeVisible();
  });
});
