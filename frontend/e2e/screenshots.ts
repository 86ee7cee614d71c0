import { fileURLToPath } from "node:url";
import { open, type PageAt, settled, test } from "./house";

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url));

for (const who of ["nobody", "dev", "admin"] as const satisfies PageAt["as"][]) {
  test(`pictures of every page of ${who}`, async ({ house }) => {
    test.setTimeout(600_000);
    const { page } = house[who];
    for (const { name, path } of house.pages.filter((candidate) => candidate.as === who)) {
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await page.emulateMedia({ colorScheme: "light" });
        await open(page, path);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await settled(page);
          await page.screenshot({ path: `${folder}${name}-${width}-${colorScheme}.png`, fullPage: true });
        }
      }
    }
  });
}
