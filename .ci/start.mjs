// npm start: packages, pages, binary, then the demo on http://localhost:8080.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildBinary, buildPages, installPackages, needToolchain, root } from "./shell.mjs";

needToolchain();
installPackages();
console.log("Building the pages …");
buildPages();
console.log("Building the binary (the first time compiles SQLite, which takes a minute or two) …");
buildBinary();
const server = spawn(join(root, "gatehouse"), ["demo", ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
