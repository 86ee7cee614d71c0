// npm run screenshots: builds, then writes PNGs of every page at 1440 and 390 pixels, light and dark, into
// frontend/screenshots. GATEHOUSE_BINARY names a binary that is built already.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildBinary, buildPages, installDebian, installPackages, needToolchain, root, run } from "./shell.mjs";

needToolchain();
installPackages();
installDebian(["chromium"]);
if (!process.env.GATEHOUSE_BINARY) {
  buildPages();
  buildBinary();
}
rmSync(join(root, "frontend", "screenshots"), { recursive: true, force: true });
run("npm", ["run", "--silent", "test:e2e", "--", ...process.argv.slice(2)], {
  env: { ...process.env, GATEHOUSE_SCREENSHOTS: "1" },
});
console.log("The pictures are in frontend/screenshots.");
