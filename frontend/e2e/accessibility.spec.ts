import { expect } from "@playwright/test";
import { open, type PageAt, test } from "./house";
import { overflow, violations } from "./judge";

const schemes = ["light", "dark"] as const;
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

// What axe found is in the message: a recording of every page would only cost time.
test.use({ trace: "off" });

for (const who of ["nobody", "dev", "admin"] as const satisfies PageAt["as"][]) {
  test(`every page of ${who} is accessible in light and dark and fits a phone`, async ({ house }) => {
    test.setTimeout(900_000);
    const { page } = house[who];
    for (const at of house.pages.filter((candidate) => candidate.as === who)) {
      await test.step(at.name, async () => {
        await page.emulateMedia({ colorScheme: "light" });
        await open(page, at.path);
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
          expect.soft(await violations(page), `${at.name} in ${colorScheme}`).toEqual([]);
        }
        await page.setViewportSize(phone);
        const width = expect.configure({ soft: true, timeout: 30_000 });
        await width.poll(() => overflow(page), { message: `${at.name} is wider than a phone` }).toBeLessThanOrEqual(0);
        await page.setViewportSize(desk);
      });
    }
  });
}
