// Compresses the built pages once, at the best level, so that the server never does it: each text file gets a .br and
// a .gz beside it where that makes it smaller.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { needLightReference } from "./budget.mjs";
import { fail, root } from "./shell.mjs";

const dist = join(root, "embed", "web", "dist");
needStyles();
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|svg|json|txt|webmanifest)$/.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const body = readFileSync(path);
  const brotli = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
  const gzip = gzipSync(body, { level: 9 });
  if (brotli.length < body.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < body.length) writeFileSync(`${path}.gz`, gzip);
}
needLightReference(dist);

/** Fails when a component of the library is in the pages whose styles frontend/src/app/styles.ts leaves out. */
function needStyles() {
  const built = (extension) =>
    readdirSync(join(dist, "assets"))
      .filter((name) => name.endsWith(extension))
      .map((name) => readFileSync(join(dist, "assets", name), "utf8"))
      .join("\n");
  const styles = built(".css");
  const used = new Set(built(".js").match(/\bm_[0-9a-f]{6,8}\b/g));
  const folder = join(root, "node_modules", "@mantine", "core", "styles");
  // They come with their group's module and are never shown.
  const unused = ["CheckboxCard.css", "RadioCard.css", "ColorSwatch.css"];
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".css") && !name.includes(".layer."))) {
    const classes = readFileSync(join(folder, name), "utf8").match(/\bm_[0-9a-f]{6,8}\b/g) ?? [];
    const missing = classes.find((one) => used.has(one) && !styles.includes(one));
    if (missing && !unused.includes(name)) fail(`frontend/src/app/styles.ts lacks @mantine/core/styles/${name}.`);
  }
}
