import {
  type Browser,
  type BrowserContextOptions,
  type CDPSession,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";
import type { Portal } from "./portal";

/** Person is somebody with a browser of their own and a passkey on it. */
export class Person {
  private constructor(
    readonly portal: Portal,
    readonly page: Page,
    private readonly cdp: CDPSession,
    private readonly authenticator: string,
  ) {}

  static async at(portal: Portal, browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
    // Options of the configuration don't reach people who live as long as a worker.
    const usual = { baseURL: portal.url, viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "UTC" };
    const context = await browser.newContext({ ...usual, reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(60_000);
    context.setDefaultNavigationTimeout(60_000);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Person(portal, page, cdp, authenticatorId);
  }

  /** willVerify says whether the person shows finger, face or PIN when the device asks. */
  async willVerify(verifies: boolean) {
    await this.cdp.send("WebAuthn.setUserVerified", {
      authenticatorId: this.authenticator,
      isUserVerified: verifies,
    });
  }

  /** becomeAdmin opens the one-time link and registers the first admin. */
  async becomeAdmin(name = "Ada Admin", email = "ada@example.com") {
    await this.page.goto(await this.portal.setupLink());
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("E-mail").fill(email);
    await this.button("Create the first admin").click();
    await this.keepCodes();
  }

  /** signUp asks for the mail, opens its link, and makes passkey and recovery codes; it answers the link. */
  async signUp(name: string, email: string): Promise<string> {
    await this.askForLink(name, email);
    const link = await this.portal.mailLink(email);
    await this.page.goto(link);
    await this.button("Confirm my address").click();
    await this.button("Create a passkey").click();
    await this.keepCodes();
    await expect(this.heading(`Hello, ${name}`)).toBeVisible();
    return link;
  }

  async askForLink(name: string, email: string) {
    await this.page.goto("/sign-up");
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("E-mail").fill(email);
    await this.button("Send me the link").click();
    await expect(this.heading("Look into your mail")).toBeVisible();
  }

  async keepCodes() {
    await expect(this.heading("Keep your recovery codes")).toBeVisible();
    const codes = this.page.getByTestId("recovery-codes").getByRole("listitem");
    await expect.poll(() => codes.count()).toBeGreaterThanOrEqual(8);
    await this.page.getByLabel("I have stored these codes in a safe place").check();
    await this.button("Go to the dashboard").click();
    await expect(this.page).toHaveURL(/\/dashboard$/);
  }

  async signOut() {
    await this.button(/Your account/).click();
    await this.page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(this.heading("Sign in")).toBeVisible();
  }

  async signIn() {
    await this.page.goto("/sign-in");
    await this.button("Sign in with a passkey").click();
    await expect(this.page).toHaveURL(/\/dashboard$/);
  }

  /** stepUp proves the passkey again in the dialog that asks for it. */
  async stepUp() {
    await this.page.getByRole("dialog", { name: "Confirm that it is you" }).waitFor();
    await this.button("Use your passkey").click();
  }

  /** confirmed waits for what an act brings, and proves the passkey for it where the last proof is too long ago. */
  async confirmed(brings: Locator) {
    const asked = this.page.getByRole("dialog", { name: "Confirm that it is you" });
    await expect(brings.or(asked).first()).toBeVisible();
    if (await asked.isVisible()) await this.stepUp();
    await expect(brings).toBeVisible();
  }

  /** registerApp answers the new app's page and its first sandbox secret. */
  async registerApp(name: string, purpose: string): Promise<{ app: string; secret: string; curl: string }> {
    await this.page.goto("/apps/new");
    await this.page.getByLabel("Name").fill(name);
    await this.page.getByLabel("Purpose").fill(purpose);
    await this.button("Register the app").click();
    await expect(this.heading(`${name} is registered`)).toBeVisible();
    const secret = await this.page.getByLabel("Secret", { exact: true }).inputValue();
    const curl = (await this.page.getByText(/curl .*Bearer/).textContent()) ?? "";
    await this.page.getByRole("link", { name: "Open the app" }).click();
    await this.arrived(name);
    return { app: new URL(this.page.url()).pathname, secret, curl };
  }

  /** askForAccess sends a request for live access on a plan. */
  async askForAccess(app: string, api: { slug: string; plan: string; scopes: string[] }, why: string) {
    await this.page.goto(`/requests/new?app=${app.split("/").pop()}&api=${api.slug}`);
    await this.page.getByRole("radio", { name: api.plan }).check();
    for (const scope of api.scopes) await this.page.getByLabel(`${api.slug}:${scope}`).check();
    await this.page.getByLabel("Why do you need it?").fill(why);
    await this.button("Send the request").click();
    await expect(this.page).toHaveURL(/\/requests\/req_/);
  }

  /** fillWizard goes through the wizard up to the step-up. */
  async fillWizard(app: string, name: string, scopes: string[]) {
    await this.page.goto(`${app}/tokens/new`);
    await this.button("Backend service").click();
    await this.page.getByLabel("Name").fill(name);
    await this.button("Continue").click();
    for (const scope of scopes) await this.page.getByLabel(scope).check();
    await this.button("Continue").click();
    const networks = this.page.getByRole("combobox", { name: "Networks" });
    await networks.fill("127.0.0.0/8");
    await networks.press("Enter");
    await this.button("Continue").click();
    await expect(this.page.getByText(`${name} lets`)).toBeVisible();
    await this.button("Make the token").click();
  }

  /** makeToken makes a live token and answers its secret; the token's page is open afterwards. */
  async makeToken(app: string, name: string, scopes: string[]): Promise<string> {
    await this.fillWizard(app, name, scopes);
    await this.stepUp();
    await expect(this.heading(`${name} is ready`)).toBeVisible();
    const secret = await this.page.getByLabel("Secret", { exact: true }).inputValue();
    await this.page.getByRole("link", { name: "Open the token" }).click();
    await this.arrived(name);
    return secret;
  }

  /** arrived waits for the page of what was just made. Until then the one that made it stands, whose heading has the same name. */
  private async arrived(name: string) {
    await expect(this.page).not.toHaveURL(/\/new(\?|$)/);
    await expect(this.heading(name)).toBeVisible();
  }

  /** revoke ends the token whose page is open. */
  async revoke(reason: string) {
    await this.button("Revoke").click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await expect(this.page.getByRole("alert").getByText("Every call with it is refused")).toBeVisible();
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string) {
    return this.page.getByRole("heading", { name, level: 1 });
  }

  async leave() {
    await this.page.context().close();
  }
}
