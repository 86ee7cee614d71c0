// The documentation renderers that `npm run bench -- docs` stands beside: what is served of each, its page, and how it
// names an operation in a link.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./shell.mjs";

const page = (head, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reference</title>
<link rel="icon" href="data:,">${head}</head><body style="margin:0">${body}</body></html>`;


/** Each peer: package and version, page(document's address), link(operation) for the address's fragment. */
export const peers = {
  "Swagger UI 5": {
    package: "swagger-ui-dist@5.35.0",
    page: (url) =>
      page(
        '<link rel="stylesheet" href="swagger-ui.css"><script src="swagger-ui-bundle.js"></script>',
        `<div id="ui"></div><script>SwaggerUIBundle({url:${JSON.stringify(url)},dom_id:"#ui",deepLinking:true,docExpansion:"none"})</script>`,
      ),
    link: (o) => `/${encodeURIComponent(o.tag || "default")}/${o.id.replaceAll(/[^A-Za-z0-9_-]/g, "_")}`,
  },
  "Redoc 2": {
    package: "redoc@2.5.4",
    page: (url) =>
      page("", `<redoc spec-url="${url}"></redoc><script src="bundles/redoc.standalone.js"></script>`),
    link: (o) => (o.tag ? `tag/${o.tag.replaceAll(" ", "-")}/operation/${o.id}` : `operation/${o.id}`),
  },
  "Redoc 3": {
    package: "redoc@3.0.1",
    page: (url) =>
      page("", `<redoc spec-url="${url}"></redoc><script type="module" src="bundles/redoc.standalone.js"></script>`),
    link: (o) => `${o.tag ? `${o.tag.toLowerCase().replaceAll(/[ _]/g, "-")}/` : ""}${o.id.toLowerCase().replaceAll("/", "-")}`,
  },
  Scalar: {
    package: "@scalar/api-reference@1.72.1",
    page: (url) =>
      page("", `<script id="api-reference" data-url="${url}"></script><script src="dist/browser/standalone.js"></script>`),
    link: (o) => `tag/${(o.tag || "default").toLowerCase().replaceAll(/[ _]/g, "-")}/${o.method}${o.path}`,
  },
  Elements: {
    package: "@stoplight/elements@9.0.25",
    page: (url) =>
      page(
        '<link rel="stylesheet" href="styles.min.css"><script src="web-components.min.js"></script>',
        `<elements-api apiDescriptionUrl="${url}" router="hash"></elements-api>`,
      ),
    link: (o) => `/operations/${o.id.replaceAll("/", "-")}`,
  },
  RapiDoc: {
    package: "rapidoc@9.3.8",
    page: (url) =>
      page(
        '<script type="module" src="dist/rapidoc-min.js"></script>',
        `<rapi-doc spec-url="${url}" render-style="focused" show-header="false" style="height:100vh"></rapi-doc>`,
      ),
    link: (o) => `${o.method.toLowerCase()}-${o.path.replaceAll(/[\s#:?&={}]/g, "-")}`,
  },
};

/** Fetches the packages that are missing, without their dependencies: what is served is a bundle. */
export function fetchPeers(names) {
  const cache = join(root, ".cache", "bench-docs");
  mkdirSync(cache, { recursive: true });
  const folders = {};
  for (const name of names) {
    const folder = join(cache, peers[name].package.replaceAll(/[@/]/g, "_"));
    folders[name] = folder;
    if (existsSync(join(folder, "package.json"))) continue;
    mkdirSync(folder, { recursive: true });
    const packed = execFileSync("npm", ["pack", "--silent", peers[name].package], { cwd: cache, encoding: "utf8" });
    const file = join(cache, packed.trim().split("\n").pop());
    execFileSync("tar", ["xzf", file, "-C", folder, "--strip-components=1"]);
    rmSync(file);
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  }
  return folders;
}

