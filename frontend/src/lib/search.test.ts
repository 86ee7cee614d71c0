import { describe, expect, test } from "vitest";
import { localPath, parseSearch, stringifySearch } from "./search";

describe("search parameters", () => {
  test("stay text, also when they look like a number", () => {
    expect(parseSearch("?token=1e5&tab=calls")).toEqual({ token: "1e5", tab: "calls" });
  });

  test("leave out what is not set", () => {
    expect(stringifySearch({ tab: undefined, app: "", q: "a b" })).toBe("?q=a+b");
  });
});

describe("localPath", () => {
  test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", undefined])(
    "refuses %s",
    (value) => {
      expect(localPath(value, "/dashboard")).toBe("/dashboard");
    },
  );

  test("keeps paths of this portal with their query", () => {
    expect(localPath("/apps/app_1?tab=tokens", "/")).toBe("/apps/app_1?tab=tokens");
  });
});
