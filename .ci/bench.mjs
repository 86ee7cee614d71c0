// npm run bench -- gate | docs. gate (the default): the gate beside its peers on this machine; further arguments go to the
// program, such as: npm run bench -- gate -rounds 5 -seconds 5. docs: the reference beside other renderers (bench-docs.mjs).
import { spawnSync } from "node:child_process";

const [what, ...rest] = process.argv.slice(2);
const command = what === "docs" ? [process.execPath, ".ci/bench-docs.mjs", ...rest] : ["go", "run", "./backend/enforce/bench"];
if (what !== "docs") command.push(...process.argv.slice(2).filter((arg) => arg !== "gate"));
const run = spawnSync(command[0], command.slice(1), { stdio: "inherit" });
process.exit(run.status ?? 1);
