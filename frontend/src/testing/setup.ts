import "@testing-library/jest-dom/vitest";
import "@/lib/i18n";
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// What the component library asks of a browser and jsdom does not have.
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

afterEach(cleanup);
