// npm run test:gate: the proofs of the gate in full: every odd path and malformed request through the real nginx, Caddy and
// HAProxy and through what of Traefik can be built, the example for Envoy against its types, 100,000 calls with canaries, long
// floods, ten thousand slow callers of each kind, 200 kills while quotas are counted, a write-ahead log that outgrows its bound,
// limits shared through Redis and through Valkey, and some inputs for each fuzz target. `npm run test:gate -- 5m` says how long
// or how many each; `proofs` leaves the fuzz targets out, so that the same code always gets the same answer; `install` only
// installs the proxies, Redis and Valkey.
import { join } from "node:path";
import { buildTraefik } from "./traefik/source.mjs";
import { fetchModules, installDebian, installValkey, needToolchain, output, root, run } from "./shell.mjs";

const [time = "20000x"] = process.argv.slice(2);
needToolchain();
installDebian(["nginx", "caddy", "haproxy", "redis-server"]);
installValkey();
if (time !== "install") {
  const [traefik, envoy] = [buildTraefik(), join(root, ".ci", "envoy")];
  const env = { ...process.env, GATEHOUSE_GATE: "full", GATEHOUSE_TRAEFIK: traefik };
  run("go", ["test", "-count=1", "-timeout", "30m", "./backend/enforce"], { env });
  // Envoy itself is in no registry that the tests reach; its types are, in a module of their own. Of Traefik there is more.
  if (fetchModules(envoy, "Envoy")) run("go", ["test", "-count=1", "./..."], { cwd: envoy, env });
  if (traefik) run("go", ["test", "-count=1", "."], { cwd: join(root, ".ci", "traefik"), env });
  run("go", ["test", "-count=1", "-timeout", "30m", "-run", "ThousandsOfSlow|AKilledServerForgets|AKilledBackup|AKilledRestore|StuckReader|ALogThatNobodyReads", "-v", "./backend/app"], { env });
  for (const room of time === "proofs" ? [] : ["./backend/enforce", "./backend/dpop"]) {
    for (const target of output("go", ["test", "-list", "^Fuzz", room]).split("\n")) {
      if (target.startsWith("Fuzz")) run("go", ["test", "-run", "^$", "-fuzz", `^${target}$`, "-fuzztime", time, room]);
    }
  }
}
