import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

// An API with one operation; `more` makes another one, `renamed` breaks callers.
const document = (version: string, ...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Kiosk", version },
    paths: Object.fromEntries(
      paths.map((path) => [
        `/${path}`,
        {
          get: {
            operationId: path,
            summary: `List ${path}`,
            responses: { "200": { description: "They are listed." } },
          },
        },
      ]),
    ),
  });

test("an owner imports, mends, publishes and is asked before callers break", async ({ portal, admin }) => {
  const { page } = admin;
  const api = { slug: "kiosk", name: "Kiosk", summary: "What the kiosk sells.", visibility: "public" };
  expect((await portal.manage("POST", "/apis", JSON.stringify(api))).status).toBe(201);
  const dialog = page.getByRole("dialog", { name: "Import a document" });

  await test.step("a broken document is told with its line, and what was typed is kept", async () => {
    await page.goto("/operate/apis/kiosk");
    await admin.button("Import a document").click();
    await dialog.getByRole("textbox", { name: "Version" }).fill("1.0.0");
    await dialog.getByText("Paste", { exact: true }).click();
    await dialog.getByRole("textbox", { name: "Document" }).fill("openapi: 3.1.0\ninfo: {title: [\n");
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("Line ");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Change it and try again" }).click();
    await expect(dialog.getByRole("textbox", { name: "Version" })).toHaveValue("1.0.0");
    await expect(dialog.getByRole("textbox", { name: "Document" })).toHaveValue(/title: \[/);
  });

  await test.step("the mended one becomes a draft, also when it is closed and opened again", async () => {
    await dialog.getByRole("textbox", { name: "Document" }).fill(document("1.0.0", "papers", "sweets"));
    await dialog.getByRole("button", { name: "Import", exact: true }).click({ clickCount: 2 });
    await expect(dialog.getByRole("status")).toContainText("is a draft");
    expect(await violations(page)).toEqual([]);
    const watched = page.url();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await expect(page.getByRole("region", { name: "Version 1.0.0" })).toHaveCount(1);
    await page.goto(watched);
    await expect(dialog).toContainText("0 errors");
    await dialog.getByRole("button", { name: "Review and publish" }).click();
    await page.getByRole("dialog", { name: "Publish 1.0.0?" }).getByRole("button", { name: "Publish" }).click();
    await expect(page.getByText("1.0.0 is published")).toBeVisible();
  });

  await test.step("a version that breaks callers is refused by the server until it is accepted", async () => {
    const body = document("2.0.0", "papers");
    const upload = await portal.manage("POST", "/apis/kiosk/versions", JSON.stringify({ label: "2.0.0", text: body }));
    expect(upload.status).toBe(202);
    await page.goto(`/operate/apis/kiosk?import=${String(upload.body["id"])}`);
    await expect(dialog.getByRole("status")).toContainText("is a draft");
    await expect(dialog.getByText("1 breaking")).toBeVisible();
    const refused = await portal.manage("POST", "/apis/kiosk/versions/2.0.0/publish", "{}");
    expect([refused.status, refused.code]).toEqual([409, "catalog.breaking_changes"]);
    await dialog.getByRole("button", { name: "Review and publish" }).click();
    const publish = page.getByRole("dialog", { name: "Publish 2.0.0?" });
    await expect(publish.getByRole("button", { name: "Publish" })).toBeDisabled();
    await publish.getByLabel("Publish it although callers of 1.0.0 may break").check();
    await publish.getByRole("button", { name: "Publish" }).click();
    await expect(page.getByText("2.0.0 is published")).toBeVisible();
  });

  await test.step("a file is uploaded, and a label that is taken is told at its field", async () => {
    await admin.button("Import a document").click();
    await dialog.getByRole("textbox", { name: "Version" }).fill("2.0.0");
    const buffer = Buffer.from(document("2.1.0", "papers"));
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "openapi.json", mimeType: "application/json", buffer });
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await expect(dialog.getByText("The API already has a version with this label.")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Version" }).fill("2.1.0");
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await expect(dialog.getByRole("status")).toContainText("is a draft");
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  });

  await test.step("somebody else's change of the refresh is shown, and mine is kept", async () => {
    const panel = page.getByRole("region", { name: "Fetch the document again" });
    await panel.getByLabel("Address").fill("https://example.com/mine.yaml");
    const theirs = {
      headers: { "If-Match": "*" },
      body: { url: "https://example.com/theirs.yaml", schedule: "daily" },
    };
    const saved = await page.evaluate(async ({ headers, body }) => {
      const me = await (await fetch("/api/v1/me")).json();
      const sent = { "Content-Type": "application/json", "X-CSRF-Token": me.csrfToken, ...headers };
      return (await fetch("/api/v1/apis/kiosk/refresh", { method: "PUT", headers: sent, body: JSON.stringify(body) }))
        .status;
    }, theirs);
    expect(saved).toBe(200);
    await panel.getByRole("button", { name: "Save", exact: true }).click();
    await expect(panel.getByRole("alert")).toContainText("https://example.com/theirs.yaml");
    await expect(panel.getByLabel("Address")).toHaveValue("https://example.com/mine.yaml");
    expect(await violations(page)).toEqual([]);
    await panel.getByRole("button", { name: "Save mine over it" }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await panel.getByRole("button", { name: "Check now" }).click();
    await expect(panel.getByText(/Checked .*: no document/)).toBeVisible({ timeout: 60_000 });
    await expect(panel.getByText("The document could not be fetched")).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  await test.step("the scores of both imports are a line and a table", async () => {
    const trend = page.getByRole("region", { name: "Score over imports" });
    await trend.getByText("Table", { exact: true }).click();
    await expect(trend.getByRole("row")).toHaveCount(4);
    expect(await violations(page)).toEqual([]);
  });

  await test.step("an operation's scopes are edited beside what the document says, and given back", async () => {
    await page.goto("/operate/apis/harbour?tab=scopes");
    const panel = page.getByRole("region", { name: "What operations need" });
    await panel.getByLabel("Filter operations").fill("/vessels");
    await expect(panel.getByRole("row").nth(1)).toContainText("vessels:read");
    await panel
      .getByLabel(/^Scopes of/)
      .first()
      .press("Backspace");
    await expect(panel.getByText("edited here").first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await panel
      .getByRole("button", { name: /^Back to the document for/ })
      .first()
      .click();
    await expect(panel.getByText("edited here")).toHaveCount(0);
  });
});
