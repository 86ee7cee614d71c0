import { fileURLToPath } from "node:url";
import { defineConfig } from "@lingui/cli";

export default defineConfig({
  rootDir: fileURLToPath(new URL(".", import.meta.url)),
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [
    {
      path: "<rootDir>/src/locales/{locale}",
      include: ["<rootDir>/src"],
      exclude: ["<rootDir>/src/client/**", "**/*.test.*"],
    },
  ],
});
