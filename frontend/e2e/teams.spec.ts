import { expect } from "@playwright/test";
import { test } from "./fixtures";
import { violations } from "./judge";

test("two people share an app as a team", async ({ portal, admin, newcomer }) => {
  const ada = await newcomer();
  const ben = await newcomer();
  await ada.signUp("Ada Teamer", "ada-team@example.com");
  await ben.signUp("Ben Mate", "ben-team@example.com");
  let team = "";

  await test.step("one makes a team and invites the other", async () => {
    await ada.page.goto("/teams");
    expect(await violations(ada.page)).toEqual([]);
    await ada.button("New team").click();
    await ada.page.getByRole("textbox", { name: "Name" }).fill("Quay office");
    await ada.button("Make the team").click();
    await expect(ada.heading("Quay office")).toBeVisible();
    team = new URL(ada.page.url()).pathname;
    await ada.button("Invite").click();
    const dialog = ada.page.getByRole("dialog", { name: "Invite to Quay office" });
    await dialog.getByRole("textbox", { name: "E-mail address" }).fill("ben-team@example.com");
    await dialog.getByRole("radio", { name: "Viewer" }).check();
    expect(await violations(ada.page)).toEqual([]);
    await dialog.getByRole("button", { name: "Invite", exact: true }).click({ clickCount: 2 });
    await expect(ada.page.getByRole("region", { name: "Invitations" })).toContainText("ben-team@example.com");
    expect(await violations(ada.page)).toEqual([]);
  });

  await test.step("the other accepts, and a mail said so", async () => {
    await ben.page.goto("/teams");
    await expect(ben.page.getByText("Ada Teamer invites you to the team Quay office")).toBeVisible();
    expect(await violations(ben.page)).toEqual([]);
    await ben.button("Accept").click();
    await expect(ben.page.getByRole("link", { name: "Quay office" })).toBeVisible();
  });

  await test.step("an app of the team is seen by the viewer and changed by the owner", async () => {
    await ada.page.goto(team);
    await ada.page.getByRole("link", { name: "New app" }).click();
    await expect(ada.page.getByRole("heading", { name: "New app" })).toBeVisible(); // the team's page has a name to fill in too
    await ada.page.getByRole("textbox", { name: "Name" }).fill("Berth board");
    await ada.page.getByRole("textbox", { name: "Purpose" }).fill("Shows berths.");
    await ada.button("Register the app").click();
    await ada.page.getByRole("link", { name: "Open the app" }).click();
    await expect(ada.page).not.toHaveURL(/\/new(\?|$)/);
    await expect(ada.page.getByRole("link", { name: "Quay office" }).first()).toBeVisible();
    await ben.page.goto(new URL(ada.page.url()).pathname);
    await expect(ben.page.getByText("You are a viewer in the team Quay office")).toBeVisible();
    await expect(ben.page.getByRole("link", { name: "New token" })).toHaveCount(0);
    expect(await violations(ben.page)).toEqual([]);
  });

  await test.step("the owner tightens a rule after seeing whom it hits, and the viewer reads who set it", async () => {
    await ada.page.goto(team);
    await ada.page.getByRole("link", { name: "Tighten" }).click();
    await ada.page.getByLabel("Longest life", { exact: true }).fill("10");
    await ada.button("Save the policy").click();
    const dialog = ada.page.getByRole("dialog", { name: "Save the policy?" });
    await expect(dialog).toContainText("The team Quay office allows tokens to live at most 10 days");
    await dialog.getByRole("button", { name: "Show them" }).click();
    await expect(dialog.getByRole("link", { name: "First sandbox token" })).toBeVisible();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    const saved = ada.page.getByRole("row", { name: /^Longest life \d/ });
    await ada.confirmed(saved.filter({ hasText: "The team Quay office" }));
    expect(await violations(ada.page)).toEqual([]);
    await ben.page.goto(team);
    await expect(ben.page.getByRole("row", { name: /^Longest life \d/ })).toContainText("The team Quay office");
    await expect(ben.page.getByRole("link", { name: "Tighten" })).toHaveCount(0);
    expect(await violations(ben.page)).toEqual([]);
  });

  await test.step("an operator shows an API to the team only", async () => {
    const berths = { slug: "berths", name: "Berths", summary: "For a few.", visibility: "signed-in" };
    expect((await portal.manage("POST", "/apis", JSON.stringify(berths))).status).toBe(201);
    await admin.page.goto("/operate/apis/berths?tab=details");
    await admin.page.getByRole("radio", { name: "Members of teams that you list" }).check();
    await admin.page.getByRole("combobox", { name: "Teams" }).fill("quay off");
    await admin.page.getByRole("option", { name: "Quay office" }).click();
    expect(await violations(admin.page)).toEqual([]);
    await admin.page.keyboard.press("Escape");
    await admin.button("Save").click({ clickCount: 2 });
    await expect(admin.page.getByText("Only for 1 team")).toBeVisible();
    await admin.page.goto("/operate/apis");
    await expect(admin.page.getByRole("row", { name: /^Berths/ })).toContainText("1 team only");
  });

  await test.step("the owner takes the app back, and the viewer sees it no more", async () => {
    await ada.page.goto(team);
    await ada.page.getByRole("link", { name: "Berth board" }).click();
    await expect(ada.heading("Berth board")).toBeVisible();
    const app = ada.page.url();
    await ada.page.goto(`${app}?tab=settings`);
    const panel = ada.page.getByRole("region", { name: "Owner of the app" });
    await panel.getByRole("combobox", { name: "Owner" }).click();
    await ada.page.getByRole("option", { name: "You alone" }).click();
    await panel.getByRole("button", { name: "Move the app" }).click();
    await expect(
      ada.page.getByText("The app is yours alone").or(ada.page.getByText("belongs to Ada Teamer")).first(),
    ).toBeVisible();
    await ben.page.goto(app);
    await expect(ben.page.getByText("This page does not exist, or it is not yours to see")).toBeVisible();
  });
});

test("a person takes their data along and deletes the account", async ({ newcomer }) => {
  const gone = await newcomer();
  const { page } = gone;
  await gone.signUp("Gina Goes", "gina@example.com");
  await page.goto("/account?tab=data");
  const file = page.waitForEvent("download");
  await gone.button("Download my data").click();
  await gone.button("Use your passkey").click();
  expect((await file).suggestedFilename()).toBe("my-data.json");

  await gone.button("Delete my account").click();
  await expect(gone.button("Delete for good")).toBeDisabled();
  await page.getByLabel("Your e-mail address").fill("Gina@example.com");
  await gone.button("Delete for good").click();
  await expect(page.getByText("Your account is deleted")).toBeVisible();
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
});
