import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { overflow, violations } from "./judge";

// A picture of one pixel, as a screenshot program would put it on the clipboard.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const text = [
  "Begin with the [Quickstart](/guides/quickstart).",
  "> [!WARNING]\n> Mind the gap.",
  ":::tabs\n== macOS\nbrew\n\n== Linux\napt\n:::",
  "Later:\n\n:::tabs\n== Windows\nwinget\n\n== Linux\ndnf\n:::",
].join("\n\n");

test("a guide with a picture and tabs looks in its preview as it does to readers", async ({ admin, newcomer }) => {
  const { page } = admin;
  await page.goto("/operate/guides/new");
  await page.getByLabel("Title").fill("Install the tools");
  await page.getByLabel("Slug").fill("install");
  await page.getByRole("combobox", { name: "Section" }).fill("Tools / Command line");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill(text);
  await page.getByRole("textbox", { name: "Text", exact: true }).evaluate((area, data) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const clipboard = new DataTransfer();
    clipboard.items.add(new File([bytes], "image.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
  }, pixel);
  const dialog = page.getByRole("dialog", { name: "Add a picture" });
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByText("Say in a few words what one would see.")).toBeVisible();
  await dialog.getByLabel("What the picture shows").fill("A [red] dot");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog).toBeHidden();

  const preview = page.getByRole("region", { name: "Preview" });
  const image = preview.getByRole("img", { name: "A [red] dot" });
  await expect(image).toHaveJSProperty("naturalWidth", 1);
  await preview.getByRole("tab", { name: "Linux" }).first().click();
  await expect(preview.getByRole("tabpanel")).toHaveText(["apt", "dnf"]);
  const previewed = await preview.locator(".mantine-Typography-root").textContent();
  await admin.button("Save the guide").click();
  await expect(admin.heading("Install the tools")).toBeVisible();
  const article = page.getByRole("article").locator(".mantine-Typography-root");
  await expect(article).toHaveText(/Mind the gap/);
  expect(await article.textContent()).toBe(previewed);

  const reader = (await newcomer()).page;
  await reader.setViewportSize({ width: 390, height: 844 });
  await reader.goto("/guides/install");
  await expect(reader.getByRole("tabpanel")).toHaveText(["brew", "winget"]);
  await reader.getByRole("tab", { name: "Windows" }).focus();
  await reader.keyboard.press("ArrowRight");
  await expect(reader.getByRole("tabpanel")).toHaveText(["apt", "dnf"]);
  await reader.reload();
  await expect(reader.getByRole("tabpanel")).toHaveText(["apt", "dnf"]);
  expect(await overflow(reader)).toBeLessThanOrEqual(0);
  expect(await violations(reader)).toEqual([]);
  await reader.getByRole("button", { name: "All guides" }).click();
  const drawer = reader.getByRole("dialog", { name: "All guides" });
  await expect(drawer.getByText("Command line")).toBeVisible();
  await drawer.getByRole("link", { name: "Quickstart" }).click();
  await expect(reader.getByRole("heading", { name: "Quickstart", level: 1 })).toBeVisible();
  await reader.getByRole("link", { name: /^Next/ }).click();
  await expect(reader.getByRole("heading", { name: "Quickstart", level: 1 })).toBeHidden();
});

test("a link to a heading of a guide shows it, also where the page is open already", async ({ newcomer }) => {
  const { page } = await newcomer();
  const heading = (name: string) => page.getByRole("heading", { name, exact: true });
  await page.goto("/guides/errors#part-403-not-this");
  await expect(heading("403: not this")).toBeInViewport();
  await heading("Which errors to try again").hover();
  await page.getByRole("link", { name: "Link to: Which errors to try again" }).click();
  await expect(page).toHaveURL(/#part-which-errors-to-try-again$/);
  await expect(heading("Which errors to try again")).toBeInViewport();
  expect(await violations(page)).toEqual([]);
});

test("what is being written is lost neither to another tab nor to a closed page", async ({ admin }) => {
  const { page } = admin;
  const address = "/operate/guides/errors";
  await page.goto(address);
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue(/\S/); // as it is before the other's
  const other = await page.context().newPage();
  await other.goto(address);
  await other.getByLabel("Summary").fill("Theirs");
  await other.getByRole("button", { name: "Save the guide" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Errors and how to fix them");
  await other.close();

  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Mine");
  await admin.button("Save the guide").click();
  const conflict = page.getByRole("alert", { name: "Somebody saved this meanwhile" });
  await expect(conflict.getByRole("button", { name: "Save mine over it" })).toBeEnabled();
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue("Mine");

  await page.getByRole("link", { name: "Guides" }).first().click();
  const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
  await leaving.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveURL(address);
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Mine, and more");
  // The draft is written a moment after the last key.
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem("gatehouse.guide-draft.errors")))
    .toContain("Mine, and more");
  page.once("dialog", (asked) => void asked.accept());
  await page.reload();
  const draft = page.getByRole("alert", { name: "You have text that was not saved" });
  await draft.getByRole("button", { name: "Bring it back" }).click();
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue("Mine, and more");
  await admin.button("Save the guide").click();
  await conflict.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByRole("article")).toContainText("Mine, and more");
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await expect(draft).toBeHidden();
});
