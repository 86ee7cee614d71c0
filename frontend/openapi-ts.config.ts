import { fileURLToPath } from "node:url";
import { defineConfig } from "@hey-api/openapi-ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  input: process.env["GATEHOUSE_OPENAPI"] ?? here("../openapi/portal/openapi.json"),
  output: { path: here("./src/client"), postProcess: [] },
  plugins: [
    { name: "@hey-api/client-fetch", runtimeConfigPath: "../lib/client.ts", throwOnError: true },
    "@hey-api/typescript",
    { name: "@hey-api/sdk" },
    { name: "@tanstack/react-query", queryKeys: { tags: false } },
  ],
});
