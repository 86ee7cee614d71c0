import { test as base } from "@playwright/test";
import { Person } from "./person";
import { Portal } from "./portal";

type Fixtures = {
  /** A portal of the test's own. */
  portal: Portal;
  /** The first admin, signed in. */
  admin: Person;
  /** Opens a browser for one more person. */
  newcomer: () => Promise<Person>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern.
  portal: async ({}, use) => {
    const portal = await Portal.start();
    await use(portal);
    await portal.stop();
  },
  newcomer: async ({ portal, browser }, use) => {
    const people: Person[] = [];
    await use(async () => {
      const person = await Person.at(portal, browser);
      people.push(person);
      return person;
    });
    for (const person of people) await person.leave();
  },
  admin: async ({ newcomer }, use) => {
    const admin = await newcomer();
    await admin.becomeAdmin();
    await use(admin);
  },
});
