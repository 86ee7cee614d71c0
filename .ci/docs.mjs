// npm run test:docs: opens every operation and schema of every real document in the browser. GATEHOUSE_SPECS names their
// folder, GATEHOUSE_BINARY a binary that is built already. npm test opens a few of each.
import { specsFolder } from "./documents.mjs";
import { buildBinary, buildPages, fail, installDebian, installPackages, needToolchain, run } from "./shell.mjs";

if (!specsFolder) fail("The documents are not here: set GATEHOUSE_SPECS to their folder.");
needToolchain();
installPackages();
installDebian(["chromium"]);
if (!process.env.GATEHOUSE_BINARY) {
  buildPages();
  buildBinary();
}
run("npm", ["run", "--silent", "test:e2e", "--", "documents.spec.ts"], {
  env: { ...process.env, GATEHOUSE_SPECS: specsFolder, GATEHOUSE_ALL: "1" },
});
