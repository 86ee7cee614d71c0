// npm run bench: the gate beside its peers on this machine (performance.md §1). Arguments after -- go to the program,
// such as: npm run bench -- -rounds 5 -seconds 5
import { spawnSync } from "node:child_process";

const args = process.argv.slice(2).filter((arg) => arg !== "gate");
const run = spawnSync("go", ["run", "./backend/enforce/bench", ...args], { stdio: "inherit" });
process.exit(run.status ?? 1);
