import { expect, test } from "vitest";
import { slugOf } from "./slugOf";

test("a name becomes a slug that the server takes", () => {
  expect(slugOf("Payments API")).toBe("payments-api");
  expect(slugOf("  3rd Café & Söhne (v2) ")).toBe("rd-cafe-sohne-v2");
  expect(slugOf(`${"a".repeat(39)} b`)).toBe("a".repeat(39));
  expect(slugOf("港")).toBe("");
});
