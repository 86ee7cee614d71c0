import { fileURLToPath } from "node:url";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import type { Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { callNamed, callsApart, isCall } from "./calls.ts";
import { compiledMessages } from "./messages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
process.env["LINGUI_CONFIG"] ??= here("./lingui.config.ts");
const portal = process.env["GATEHOUSE_DEV_PORTAL"] ?? "http://127.0.0.1:8080";

// Left alone, the bundler makes a file of every module that two pages share: a hundred requests of a few hundred bytes,
// each with headers of its own size. What nearly every page uses travels together; the rest follows its page.
// A reference is where strangers arrive from a link, so what it needs beyond that travels as one file too.
const readerPages = ["ReferencePage.tsx", "OperationPage.tsx"].map((name) => here(`./src/features/reference/${name}`));
const clientFiles = ["sdk.gen.ts", "@tanstack/react-query.gen.ts"].map((name) => here(`./src/client/${name}`));
const packages = /node_modules[\\/]/;
const groups: Rolldown.CodeSplittingGroup[] = [
  { name: "core", test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|@lingui)[\\/]/, priority: 5 },
  { name: "base", tags: ["$initial"], priority: 4 },
  {
    name: (id, context) =>
      reachedFrom(readerPages, context).has(id) || calledFrom(readerPages, id, context) ? "reader" : null,
    debugName: "reader",
    priority: 3,
  },
  { name: "icons", test: /@tabler[\\/]icons-react/, priority: 2 },
  { name: "forms", test: /@mantine[\\/]form/, priority: 2 },
  { name: "shared", test: packages, minShareCount: 8, priority: 1 },
  { name: "calls", test: isCall, priority: 1 },
  { name: "house", test: /frontend[\\/]src[\\/](ui|lib|client)[\\/]/, minShareCount: 8, priority: 1 },
];

/** reachedFrom answers our own modules that some of them import, and what those import, the dynamic imports aside. */
function reachedFrom(paths: string[], context: Rolldown.ChunkingContext): Set<string> {
  const reached = new Set<string>();
  const walk = (id: string) => {
    if (reached.has(id) || packages.test(id) || isCall(id)) return;
    reached.add(id);
    for (const inner of context.getModuleInfo(id)?.importedIds ?? []) walk(inner);
  };
  paths.forEach(walk);
  return reached;
}

/** calledFrom says whether a module is a call that one of the modules reached from some names. */
function calledFrom(paths: string[], id: string, context: Rolldown.ChunkingContext): boolean {
  if (!isCall(id)) return false;
  const name = new RegExp(`\\b${callNamed(id)}\\b`);
  return [...reachedFrom(paths, context)].some(
    (one) => !clientFiles.includes(one) && name.test(context.getModuleInfo(one)?.code ?? ""),
  );
}

export default defineConfig({
  root: here("."),
  // The server replaces the placeholder in index.html with the nonce of each answer.
  html: { cspNonce: "__NONCE__" },
  resolve: { alias: { "@": here("./src") } },
  plugins: [
    callsApart(clientFiles),
    react(),
    // Messages stay in the source beside their ids (stripMessageField off), so English needs no catalogue at run
    // time, each page carries its own words, and a build never depends on a fresh extraction. They are compiled here.
    babel({
      include: [/frontend\/src\/.*\.tsx?$/],
      exclude: [/frontend\/src\/client\//],
      plugins: [["@lingui/babel-plugin-lingui-macro", { stripMessageField: false }], compiledMessages],
    }),
    lingui({ configPath: here("./lingui.config.ts") }),
  ],
  build: {
    outDir: here("../embed/web/dist"),
    emptyOutDir: true,
    sourcemap: false,
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: { codeSplitting: { groups } },
    },
  },
  server: {
    port: 5173,
    proxy: { "/api/": { target: portal, changeOrigin: false }, "/problems": portal },
  },
  test: {
    environment: "jsdom",
    globals: false,
    setupFiles: [here("./src/testing/setup.ts")],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
