import { expect } from "@playwright/test";
import { test } from "./fixtures";

test("an operator rewrites a mail beside what it becomes, and it is sent in those words", async ({ admin }) => {
  const { page } = admin;
  await page.goto("/operate/mails/texts/test");
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  await text.fill("Hello\n\n{{.Password}}");
  await expect(page.getByText("Line 3: This mail has no value {{.Password}}.")).toBeVisible();

  await page.getByRole("textbox", { name: "Subject" }).fill("Mail of {{.Portal}} works");
  await text.fill("Hello {{.Name}}, all is well.\n\n[Go on]({{.Link}})");
  const made = page.frameLocator("iframe");
  await expect(made.getByText("Hello Ada Palmer, all is well.")).toBeVisible();
  await expect(made.getByRole("link", { name: "Go on" })).toHaveCSS("background-color", "rgb(31, 95, 174)");
  await admin.button("Save the text").click();
  await admin.confirmed(admin.button("Back to the shipped text"));

  await page.goto("/operate/mails");
  await admin.button("Send a test mail").click();
  await page.getByRole("dialog").getByLabel("To").fill("ops@example.com");
  await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: /Mail of Gatehouse works/ }).click();
  await expect(page.getByText("all is well.")).toBeVisible();

  await page.goto("/operate/mails/texts/test");
  await admin.button("Back to the shipped text").click();
  await admin.button("Go back").click();
  await expect(text).toHaveValue(/this is a test/);
});

test("a person chooses a digest, and security can't be chosen away", async ({ admin }) => {
  const { page } = admin;
  await page.goto("/account?tab=notices");
  await expect(page.getByRole("row", { name: /^Security/ })).toContainText("This can't be switched off");
  await page.getByLabel("News of APIs by mail").first().click();
  await page.getByRole("option", { name: "Weekly digest" }).click();
  await page.reload();
  await expect(page.getByLabel("News of APIs by mail").first()).toHaveValue("Weekly digest");
});
