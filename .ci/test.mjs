// npm test: every check there is, in the order in which mistakes are cheapest to hear of. `npm test -- NAME…` runs some.
import { join } from "node:path";
import { buildBinary, buildPages, installDebian, installPackages, needToolchain, output, root, run, fail } from "./shell.mjs";

const golangci = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0";

const steps = {
  format: () => {
    const wrong = output("gofmt", ["-l", "main.go", "backend", "rbac", "openapi", "embed"]);
    if (wrong) fail(`These files are not formatted (gofmt -w):\n${wrong}`);
    run("npx", ["--no-install", "biome", "ci", "."], { cwd: join(root, "frontend") });
  },
  types: () => run("npm", ["run", "--silent", "check:types"]),
  unit: () => run("npm", ["run", "--silent", "test:unit"]),
  pages: buildPages,
  vet: () => run("go", ["vet", "./..."]),
  lint: () => run("go", ["run", golangci, "run", "--config", "backend/.golangci.yml", "./..."]),
  go: () => {
    installDebian(["redis-server"]);
    run("go", ["test", "-race", "-timeout", "20m", "./..."]);
  },
  generated: () => run("npm", ["run", "--silent", "check:generated"]),
  binary: () => buildBinary(),
  browser: () => {
    installDebian(["chromium"]);
    run("npm", ["run", "--silent", "test:e2e"]);
  },
};

needToolchain();
installPackages();
const chosen = process.argv.slice(2);
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const started = Date.now();
  console.log(`\n== ${name}`);
  step();
  console.log(`== ${name} holds (${Math.round((Date.now() - started) / 1000)} s)`);
}
