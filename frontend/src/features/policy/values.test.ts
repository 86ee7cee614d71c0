import { describe, expect, test } from "vitest";
import { formErrors, partOf, valuesOf } from "./values";

describe("a level's rules", () => {
  test("say nothing about what was left empty", () => {
    expect(partOf(valuesOf({}))).toEqual({});
  });

  test("come back as they were read", () => {
    const part = {
      maxLifeSeconds: 7_776_000,
      maxOverlapSeconds: 3_600,
      finishSilentHours: 48,
      idleDays: 0,
      kinds: ["live" as const],
    };
    expect(partOf(valuesOf(part))).toEqual(part);
  });

  test("show a mistake at the field that has another unit", () => {
    expect(formErrors({ maxLifeSeconds: "too long", "kinds.0": "unknown" })).toEqual({
      maxLifeDays: "too long",
      kinds: "unknown",
    });
  });
});
