import { i18n } from "@lingui/core";

// English lives in the source, compiled by the build (see vite.config.ts); other languages load a compiled catalogue
// before activation.
i18n.loadAndActivate({ locale: "en", messages: {} });

export { i18n };
