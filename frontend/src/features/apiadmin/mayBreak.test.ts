import { describe, expect, it } from "vitest";
import { compared, mayBreak } from "./mayBreak";

const same = { counts: { breaking: 0, risky: 2, compatible: 3 } };

describe("what a publication may break", () => {
  it.each([
    ["the first version has nobody to break", "", undefined, false],
    ["what is not known yet may break", "v1", undefined, true],
    ["what could not be compared may break", "v1", { ...same, problem: "too large" }, true],
    ["a breaking change breaks", "v1", { counts: { ...same.counts, breaking: 1 } }, true],
    ["the rest does not", "v1", same, false],
  ])("%s", (_, current, diff, expected) => {
    expect(mayBreak(current, diff)).toBe(expected);
  });

  it("asks about no version that calls can't reach any more", () => {
    expect(compared({ currentVersion: "v1", state: "retired" })).toBeUndefined();
    expect(compared({ state: "draft" })).toBeUndefined();
    expect(compared({ currentVersion: "v1", state: "deprecated" })).toBe("v1");
  });
});
