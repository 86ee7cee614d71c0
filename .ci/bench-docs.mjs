// npm run bench -- docs: our reference and other renderers, one machine, one browser, the same documents and operations
// (performance.md §3). Options: --rounds=3 --documents=museum,github --peers=none|"Redoc 2,RapiDoc" --slow=4 (processor).
// GATEHOUSE_BINARY names a binary that is built already; GATEHOUSE_SPECS the folder of the documents.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { chromium } from "@playwright/test";
import { documents, specsFolder } from "./documents.mjs";
import { measureMoves, measureOpening } from "./measure.mjs";
import { fetchPeers, peers } from "./peers.mjs";
import { startPortal } from "./portal.mjs";
import { buildBinary, buildPages, fail, installDebian, installPackages, needToolchain, root } from "./shell.mjs";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rounds: { type: "string", default: "3" },
    documents: { type: "string", default: Object.keys(documents).join(",") },
    peers: { type: "string", default: Object.keys(peers).join(",") },
    slow: { type: "string", default: "1" },
  },
});
const chosen = values.documents.split(",").map((name) => documents[name] ?? fail(`${name} is not one of ${Object.keys(documents)}.`));
const names = values.peers === "none" ? [] : values.peers.split(",");
for (const name of names) if (!peers[name]) fail(`${name} is not one of ${Object.keys(peers)}.`);
if (!specsFolder) fail("The documents are not here: set GATEHOUSE_SPECS to their folder.");

needToolchain();
installPackages();
installDebian(["chromium"]);
if (!process.env.GATEHOUSE_BINARY) {
  buildPages();
  buildBinary();
}
const folders = fetchPeers(names);
const data = mkdtempSync(join(tmpdir(), "gatehouse-docs-"));
const portal = await startPortal(process.env.GATEHOUSE_BINARY ?? join(root, "gatehouse"), data);
const server = await serve();
const browser = await chromium.launch({
  executablePath: process.env.GATEHOUSE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  for (const document of chosen) await portal.publish(document);
  for (const document of chosen) console.table(await compare(document));
} finally {
  await browser.close();
  server.close();
  await portal.stop();
  rmSync(data, { recursive: true, force: true });
}

/** Opens one operation of a document with every renderer in turn, round by round, and answers the medians. */
async function compare(document) {
  const ours = { name: "Gatehouse", url: portal.operation(document, document.first), moves: true };
  const theirs = names.map((name) => ({
    name,
    url: `${address()}/${encodeURIComponent(name)}/${document.slug}/#${peers[name].link(document.first)}`,
  }));
  const rounds = new Map();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, url, moves } of [ours, ...theirs]) {
      const was = await measureOpening(browser, url, document.first.phrase, Number(values.slow));
      if (moves && was.seconds) Object.assign(was, await measureMoves(browser, url, document));
      rounds.set(name, [...(rounds.get(name) ?? []), was]);
    }
  }
  return Object.fromEntries([...rounds].map(([name, list]) => [`${document.slug}: ${name}`, medians(list)]));
}

function medians(list) {
  const keys = [...new Set(list.flatMap(Object.keys))];
  return Object.fromEntries(
    keys.map((key) => {
      const sorted = list.map((one) => one[key]).filter((n) => n !== undefined).sort((a, b) => a - b);
      return [key, sorted.length < list.length / 2 ? "did not finish" : sorted[Math.floor(sorted.length / 2)]];
    }),
  );
}

/** Serves the documents and the peers' bundles with brotli, as a good web server would. */
function serve() {
  const kept = new Map();
  const types = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".yaml": "text/yaml", ".html": "text/html" };
  const handler = (request, response) => {
    const [, name, slug, ...rest] = decodeURIComponent(new URL(request.url, "http://x").pathname).split("/");
    const path = normalize(rest.join("/"));
    const document = documents[slug];
    if (!peers[name] || !document || path.startsWith("..")) return response.writeHead(404).end();
    const key = `${name} ${slug} ${path}`;
    if (!kept.has(key)) {
      try {
        const plain =
          path === "." ? Buffer.from(peers[name].page(document.file)) : readFileSync(join(path === document.file ? specsFolder : folders[name], path));
        kept.set(key, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      } catch {
        return response.writeHead(404).end();
      }
    }
    response.writeHead(200, { "content-type": types[extname(path) || ".html"] ?? "application/octet-stream", "content-encoding": "br" });
    response.end(kept.get(key));
  };
  return new Promise((resolve) => {
    const made = createServer(handler).listen(0, "127.0.0.1", () => resolve(made));
  });
}

function address() {
  return `http://127.0.0.1:${server.address().port}`;
}
