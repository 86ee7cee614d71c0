// npm run test:postgres: a PostgreSQL server of its own in a temporary directory, on a free port of this machine, and
// the store's and services' suites against it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, chmodSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail, installDebian, needToolchain, root } from "./shell.mjs";

needToolchain();
installDebian(["postgresql", "redis-server"]);
const versions = readdirSync("/usr/lib/postgresql").map(Number).sort((a, b) => b - a);
const bin = `/usr/lib/postgresql/${versions[0]}/bin`;
const dir = mkdtempSync(join(tmpdir(), "gatehouse-postgres-"));
chmodSync(dir, 0o777);
mkdirSync(join(dir, "socket"));
chmodSync(join(dir, "socket"), 0o777);
const port = await freePort();

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs one of PostgreSQL's own programs; it refuses to be root, so root hands it to the user postgres. */
function postgres(program, ...args) {
  const command = [join(bin, program), ...args];
  const asRoot = process.getuid() === 0;
  const [first, ...rest] = asRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
  return spawnSync(first, rest, { cwd: "/", stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

const data = join(dir, "data");
let code = 1;
try {
  if (!postgres("initdb", "-D", data, "-A", "trust", "-U", "gatehouse", "-E", "UTF8", "--no-sync")) fail("initdb failed");
  const options = `-p ${port} -k ${join(dir, "socket")} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`;
  if (!postgres("pg_ctl", "-D", data, "-w", "-l", join(dir, "log"), "-o", options, "start")) fail("PostgreSQL did not start");
  const url = `postgres://gatehouse@127.0.0.1:${port}/postgres?sslmode=disable`;
  const packages = process.argv.slice(2);
  const result = spawnSync("go", ["test", "-count=1", "-timeout", "15m", ...(packages.length ? packages : ["./backend/..."])], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, GATEHOUSE_TEST_POSTGRES: url },
  });
  code = result.status ?? 1;
} finally {
  postgres("pg_ctl", "-D", data, "-m", "immediate", "stop");
  rmSync(dir, { recursive: true, force: true });
}
process.exit(code);
