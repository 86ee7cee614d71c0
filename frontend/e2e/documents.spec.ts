import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { test } from "./fixtures";
import type { Portal } from "./portal";

// Real documents, which are no part of the project. `npm run test:docs` opens every operation of each, else a few.
const folder = process.env["GATEHOUSE_SPECS"] ?? fileURLToPath(new URL("../../../shared/specs", import.meta.url));
const all = process.env["GATEHOUSE_ALL"] === "1";
const sample = 4;
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => /\.(json|yaml|tar\.gz)$/.test(name) && (all || !/tictactoe|uber/.test(name)))
  : [];

test.skip(files.length === 0, "The real documents are not here: set GATEHOUSE_SPECS to their folder.");
test.setTimeout(all ? 3_600_000 : 360_000);

for (const file of files) {
  test(`every operation of ${file} is shown without an error`, async ({ portal, page }) => {
    const slug = file.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    await publish(portal, slug, join(folder, file));
    const index = (await portal.manage("GET", `/apis/${slug}/versions/v1/index`)).body as unknown as Index;
    const errors = listen(page);
    await page.goto(`${portal.url}/apis/${slug}/reference`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const { id, summary } of chosen([...index.operations, ...index.webhooks])) {
      await go(page, `/apis/${slug}/reference/${id}`);
      // Until the next page stands, the last one is shown: its address is the sign.
      await expect(page.locator(`article[data-operation="${id}"] h1`), `${file} ${id}`).toBeVisible();
      if (summary) await expect(page.locator("article h1"), id).toContainText(summary.replaceAll(/\s+/g, " ").trim());
      expect(errors, `${file} ${id}`).toEqual([]);
    }
    for (const name of chosen(index.schemas)) {
      await go(page, `/apis/${slug}/reference/schemas/${encodeURIComponent(name)}`);
      await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
      expect(errors, `${file} ${name}`).toEqual([]);
    }
  });
}

type Index = { operations: Line[]; webhooks: Line[]; schemas: string[] };
type Line = { id: string; summary: string };

/** chosen spreads a few over a list, or takes all. */
function chosen<T>(list: T[]): T[] {
  if (all || list.length <= sample) return list;
  return list.filter((_, at) => at % Math.ceil(list.length / sample) === 0);
}

async function publish(portal: Portal, slug: string, path: string) {
  const api = { slug, name: slug, summary: "A real document", visibility: "public" };
  expect((await portal.manage("POST", "/apis", JSON.stringify(api))).status).toBe(201);
  const upload = await portal.manage(
    "POST",
    `/apis/${slug}/versions/upload?label=v1`,
    new Uint8Array(readFileSync(path)),
  );
  expect(upload.status).toBe(202);
  const state = async () => (await portal.manage("GET", `/apis/${slug}/versions/v1`)).body["state"];
  await expect.poll(state, { timeout: 120_000, message: `${slug} is imported` }).toBe("draft");
  expect((await portal.manage("POST", `/apis/${slug}/versions/v1/publish`, "{}")).status).toBe(200);
}

/** listen collects what goes wrong on a page. Asking who is signed in is answered 401 to nobody, which is no mistake. */
function listen(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("/api/v1/me")) errors.push(message.text());
  });
  return errors;
}

/** go moves inside the application, as a click on a link does. */
async function go(page: Page, path: string) {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }, path);
}
