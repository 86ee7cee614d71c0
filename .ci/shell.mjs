// Small parts that the project's scripts share. Node's own modules only: they run before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a command with the terminal's own output; ends this process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Answers what a command prints, or "" when it fails. */
export function output(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : "";
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

export function has(command) {
  return output("sh", ["-c", `command -v ${command}`]) !== "";
}

/** Names in one line what the machine lacks. */
export function needToolchain() {
  const [major, minor] = (output("go", ["version"]).match(/go(\d+)\.(\d+)/) ?? []).slice(1).map(Number);
  if (!major || major < 1 || (major === 1 && minor < 26)) fail("Gatehouse needs Go 1.26 or newer: https://go.dev/dl/");
  if (Number(process.versions.node.split(".")[0]) < 20) fail("Gatehouse needs Node 20 or newer: https://nodejs.org");
  if (!has("gcc") && !has("cc")) fail("Gatehouse needs a C compiler for SQLite, such as Debian's package gcc.");
}

/** Installs the packages of package-lock.json unless exactly these are installed. */
export function installPackages() {
  const stamp = join(root, "node_modules", ".gatehouse-lock");
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing packages …");
  // Not npm ci: it refuses a lock file without the packages of other platforms, and not every registry mirror has them.
  // The versions and checksums of the lock file hold all the same, and --no-save leaves it as it is.
  run("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, lock);
}

/** Installs Debian packages that are missing, as root; otherwise says in one line what to install. */
export function installDebian(packages) {
  const missing = packages.filter((name) => !output("dpkg-query", ["-W", "-f=${Status}", name]).includes("install ok installed"));
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!has("apt-get") || process.getuid?.() !== 0) fail(`The tests need ${missing.join(", ")}. As root: ${line}`);
  console.log(`Installing ${missing.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env, stdio: ["ignore", "ignore", "inherit"] });
  run("sh", ["-c", line.replace("-y", "-y -qq")], { env, stdio: ["ignore", "ignore", "inherit"] });
}

/**
 * Installs Valkey, or says in one line why the tests go on without it. Debian 12 has it in its backports only; those are read
 * from a list of our own, which doesn't stay on the machine.
 */
export function installValkey() {
  if (has("valkey-server")) return;
  const without = (why) => console.log(`Without Valkey: ${why}. Its tests are skipped.`);
  if (!has("apt-get") || process.getuid?.() !== 0) return without("install valkey-server to have them");
  const sources = mkdtempSync(join(tmpdir(), "gatehouse-apt-"));
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      encoding: "utf8",
      timeout: 120_000,
    });
  const known = () => /Candidate: \d/.test(output("apt-cache", ["policy", "valkey-server"]));
  const options = [];
  try {
    if (!known()) apt("update");
    if (!known()) {
      const { ID, VERSION_CODENAME } = osRelease();
      if (ID !== "debian" || VERSION_CODENAME !== "bookworm") return without("this distribution has no package valkey-server");
      const parts = "/etc/apt/sources.list.d";
      for (const name of existsSync(parts) ? readdirSync(parts) : []) symlinkSync(join(parts, name), join(sources, name));
      const ours = join(sources, "gatehouse-backports.list");
      const signed = "signed-by=/usr/share/keyrings/debian-archive-keyring.gpg";
      writeFileSync(ours, `deb [${signed}] http://deb.debian.org/debian bookworm-backports main\n`);
      apt("update", "-o", `Dir::Etc::sourcelist=${ours}`, "-o", "Dir::Etc::sourceparts=-", "-o", "APT::Get::List-Cleanup=0");
      options.push("-o", `Dir::Etc::sourceparts=${sources}`);
    }
    console.log("Installing valkey-server …");
    const { status, stderr } = apt("install", "-y", "--no-install-recommends", ...options, "valkey-server");
    if (status !== 0) return without(`apt-get says ${(stderr ?? "").trim().split("\n").pop() || "nothing in time"}`);
    // The tests start their own.
    output("update-rc.d", ["valkey-server", "disable"]);
    output("service", ["valkey-server", "stop"]);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

/** Fetches the Go modules of a directory, or says in one line why the tests go on without what they are of. */
export function fetchModules(cwd, what) {
  const { status, stderr } = spawnSync("go", ["mod", "download"], { cwd, encoding: "utf8", timeout: 300_000 });
  if (status === 0) return true;
  console.log(`Without ${what}: go says ${(stderr ?? "").trim().split("\n").pop() || "nothing in time"}. Its tests are skipped.`);
  return false;
}

function osRelease() {
  const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return Object.fromEntries([...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]));
}

export function buildPages() {
  run("npm", ["run", "--silent", "build:web"]);
}

export function buildBinary(target = "gatehouse") {
  const version = output("git", ["describe", "--tags", "--always", "--dirty"]) || "dev";
  run("go", ["build", "-trimpath", "-ldflags", `-s -w -X main.version=${version}`, "-o", target, "."]);
}
