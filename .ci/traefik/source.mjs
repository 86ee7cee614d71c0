// Builds what of Traefik can be built here. Its module as a whole cannot: it replaces two modules by forks, of which the proxy
// for modules lacks one, and a third by a directory that it doesn't ship. So the packages that decide about a call are taken
// from the module as they are, and stand-ins take the place of what only watches (stand-ins/).
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, fetchModules, output, root, run } from "../shell.mjs";

const version = "v3.7.13";
const here = join(root, ".ci", "traefik");

/** The packages below pkg/, and which of their files. */
const packages = {
  "config/dynamic": {},
  "config/static": { only: ["entrypoints.go"] },
  ip: {},
  middlewares: {},
  "middlewares/auth": { only: ["connectionheader.go", "forward.go"] },
  "middlewares/contenttype": {},
  "middlewares/forwardedheaders": {},
  "middlewares/headers": {},
  "middlewares/redirect": {},
  "middlewares/requestdecorator": {},
  muxer: {},
  "muxer/http": {},
  "observability/logs": { only: ["fields.go", "log.go"] },
  "proxy/httputil": { without: ["observability.go"] },
  rules: {},
  safe: { only: ["safe.go"] },
  tls: { only: ["certificate.go", "cipher.go", "tls.go", "version.go", "zz_generated.deepcopy.go"] },
  types: { without: ["k8sdetector.go", "route_appender.go"] },
};

/** Files of which only some declarations are taken, by how these begin. */
const excerpts = [
  {
    from: "server/server_entrypoint_tcp.go", // the rest of it is the listener
    to: "entrypoint",
    imports: ["net/http", "strings", "github.com/rs/zerolog/log"],
    parts: [
      "var unreservedCharacters",
      ...["denyOpaque", "denyFragment", "isAliasingHeaderName", "removeAliasingHeaders", "rejectAliasingHeaders"].map((name) => `func ${name}(`),
      "func sanitizePath(",
      "func normalizePath(",
    ],
  },
  {
    from: "config/static/static_config.go", // the rest of it names every provider there is
    to: "pkg/config/static",
    imports: ["time", 'ptypes "github.com/traefik/paerser/types"'],
    parts: ["const (", ...["RespondingTimeouts", "LifeCycle"].flatMap((name) => [`type ${name} struct`, `func (a *${name}) SetDefaults(`])],
  },
];

/** Builds the program and answers where it is: "" where its source can't be fetched. */
export function buildTraefik() {
  const { Dir } = JSON.parse(output("go", ["mod", "download", "-json", `github.com/traefik/traefik/v3@${version}`]) || "{}");
  if (!Dir) {
    console.log("Without Traefik: its source could not be fetched. Its tests are skipped.");
    return "";
  }
  const target = join(root, ".cache", "traefik");
  rmSync(target, { recursive: true, force: true });
  for (const [name, { only, without = [] }] of Object.entries(packages)) {
    const [from, to] = [join(Dir, "pkg", name), join(target, "pkg", name)];
    mkdirSync(to, { recursive: true });
    const files = readdirSync(from).filter((file) => file.endsWith(".go") && !file.endsWith("_test.go") && !without.includes(file));
    for (const file of only ?? files) writeFileSync(join(to, file), readFileSync(join(from, file)));
  }
  for (const { from, to, imports, parts } of excerpts) {
    const text = readFileSync(join(Dir, "pkg", from), "utf8");
    const taken = parts.map((start) => {
      const at = text.indexOf(`\n${start}`) + 1;
      const end = /^[)}]$/m.exec(text.slice(at));
      if (at === 0 || !end) fail(`Traefik ${version} has no ${start} in ${from}.`);
      return text.slice(at, at + end.index + 1);
    });
    const names = imports.map((name) => (name.includes('"') ? name : `"${name}"`)).join("\n\t");
    const file = `package ${to.split("/").pop()}\n\nimport (\n\t${names}\n)\n\n${taken.join("\n\n")}\n`;
    mkdirSync(join(target, to), { recursive: true });
    writeFileSync(join(target, to, "excerpt.go"), file);
  }
  cpSync(join(here, "stand-ins"), target, { recursive: true });
  writeFileSync(join(target, "go.mod"), "module github.com/traefik/traefik/v3\n\ngo 1.26.0\n");
  if (!fetchModules(here, "Traefik")) return "";
  const program = join(target, "front");
  run("go", ["build", "-o", program, "."], { cwd: here });
  return program;
}
