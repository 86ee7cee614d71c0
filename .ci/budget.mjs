// What a reader who follows a link to an operation downloads before any of the document: the scripts and styles of every
// page, of the reference, and of descriptions with mark-up. performance.md (P-DOC-3) leaves 280 kB for all of it, the
// index and the operation included, which are 72 kB for the largest documents.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail } from "./shell.mjs";

const kilobytesMax = 205;

/** Fails when the first load of a reference page is heavier than it was made to be. */
export function needLightReference(dist) {
  const assets = readdirSync(join(dist, "assets")).map((name) => `assets/${name}`);
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  const more = assets.filter((name) => /\/(reader|MarkdownBody)-[^/]+\.(js|css)$/.test(name));
  if (!first.length || more.length < 3) fail("The first load of a reference page cannot be told: see .ci/budget.mjs.");
  const files = withImports(dist, [...first, ...more]);
  const bytes = files.map((name) => statSync(join(dist, `${name}.br`), { throwIfNoEntry: false })?.size ?? statSync(join(dist, name)).size);
  const kilobytes = Math.round(bytes.reduce((sum, size) => sum + size, 0) / 1000);
  if (kilobytes <= kilobytesMax) return;
  const list = files.map((name, at) => `  ${bytes[at]}  ${name}`).join("\n");
  fail(`A reference page loads ${kilobytes} kB of code and styles, more than ${kilobytesMax}:\n${list}`);
}

/** Adds what scripts import as they start; what they import later is not part of a first load. */
function withImports(dist, names) {
  const found = new Set();
  const add = (name) => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith(".js")) return;
    const code = readFileSync(join(dist, name), "utf8");
    for (const [, inner] of code.matchAll(/\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) add(`assets/${inner}`);
  };
  names.forEach(add);
  return [...found];
}
