import { expect, test } from "vitest";
import { versionIn } from "./versionIn";

test.each([
  ['{"openapi":"3.1.0","info":{"title":"A","contact":{"name":"x"},"version":"1.2.0"}}', "1.2.0"],
  ["openapi: 3.1.0\ninfo:\n  title: Museum\n  version: 1.2.1 # newest\npaths: {}\n", "1.2.1"],
  ["openapi: 3.0.0\ninfo:\n  description: |\n    Two\n\n    parts\n  version: '2.0'\n", "2.0"],
  ['info:\n  version: "2026-08"', "2026-08"],
])("the version of %s is %s", (text, version) => {
  expect(versionIn(text)).toBe(version);
});

test.each(["", "PK\u0003\u0004", "openapi: 3.1.0\npaths:\n  /version: {}\n", '{"swagger":"2.0","paths":{}}'])(
  "%j names no version",
  (text) => {
    expect(versionIn(text)).toBeUndefined();
  },
);
