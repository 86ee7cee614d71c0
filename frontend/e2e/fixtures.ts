import { test as base } from "@playwright/test";
import { Person } from "./person";
import { Portal } from "./portal";

type PerTest = {
  /** Opens a browser for one more person. */
  newcomer: () => Promise<Person>;
};

type PerWorker = {
  /** A running portal. Tests of one worker share it, so they use names and addresses of their own. */
  portal: Portal;
  /** The first admin, signed in. */
  admin: Person;
};

export const test = base.extend<PerTest, PerWorker>({
  portal: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern.
    async ({}, use) => {
      const portal = await Portal.start();
      await use(portal);
      await portal.stop();
    },
    { scope: "worker", timeout: 360_000 },
  ],
  // Until there is an admin, nobody else gets in.
  admin: [
    async ({ portal, browser }, use) => {
      const admin = await Person.at(portal, browser);
      await admin.becomeAdmin();
      await use(admin);
      await admin.leave();
    },
    { scope: "worker", auto: true, timeout: 360_000 },
  ],
  newcomer: async ({ portal, browser }, use) => {
    const people: Person[] = [];
    await use(async () => {
      const person = await Person.at(portal, browser);
      people.push(person);
      return person;
    });
    for (const person of people) await person.leave();
  },
});
