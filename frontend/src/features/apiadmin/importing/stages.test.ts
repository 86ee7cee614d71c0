import { describe, expect, it } from "vitest";
import { stepsOf } from "./stages";

const words = (...args: Parameters<typeof stepsOf>) =>
  stepsOf(...args)
    .map((step) => step.state.slice(0, 1))
    .join("");

describe("how far an import has come", () => {
  it.each([
    ["one that waits has begun nothing", { state: "importing" }, false, "wwwww"],
    ["one from an address begins with fetching", { state: "importing", stage: "fetch" }, true, "nwwwww"],
    ["what is behind is done", { state: "importing", stage: "chunk" }, false, "ddnww"],
    ["a failed one stays where it failed", { state: "failed", stage: "read" }, true, "dfwwww"],
    ["a failed one that never began failed nowhere", { state: "failed" }, false, "wwwww"],
    ["a draft is through", { state: "draft" }, false, "ddddd"],
  ] as const)("%s", (_, version, fetched, expected) => {
    expect(words(version, fetched)).toBe(expected);
  });
});
