import { expect } from "@playwright/test";
import { test } from "./fixtures";

test("an address is changed by a link, and the former one takes the account back", async ({ portal, newcomer }) => {
  const person = await newcomer();
  const { page } = person;
  await person.signUp("Nora Former", "nora@old.example");
  await page.goto("/account");
  await person.button("Change").click();
  await page.getByLabel("New address").fill("nora@new.example");
  await person.button("Send the link").click();
  await person.confirmed(page.getByText("nora@new.example waits for its confirmation"));

  const confirm = await portal.mailLink("nora@new.example");
  await person.signOut();
  await page.goto(confirm);
  await page.getByRole("link", { name: "Sign in" }).last().click();
  await person.button("Sign in with a passkey").click();
  await expect(page).toHaveURL(/\/confirm-email$/);
  await expect(page.getByText("nora@old.example")).toBeVisible();
  await person.button("Change my address").click();
  await expect(page.getByText("Your address is nora@new.example now.")).toBeVisible();
  await page.getByRole("link", { name: "Open my account" }).click();
  await expect(page.getByText("nora@old.example, its link ends")).toBeVisible();

  await page.goto(await portal.mailLink("nora@old.example"));
  await person.button("Set it back").click();
  await expect(person.heading("Your address is set back")).toBeVisible();
  await page.getByRole("link", { name: "Sign in and look" }).click();
  await person.button("Sign in with a passkey").click();
  await expect(page.getByRole("tab", { name: "Passkeys and recovery" })).toHaveAttribute("aria-selected", "true");
});
