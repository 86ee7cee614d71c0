import { describe, expect, test } from "vitest";
import { accountsChange, formErrors, partOf, valuesOf } from "./values";

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

describe("a change of the rule for accounts", () => {
  const before = valuesOf({ idleDays: 30, inactiveAccountDays: 0 });

  test("is all of the change when tokens keep their rules", () => {
    expect(accountsChange(before, { ...before, inactiveAccountDays: 90 })).toEqual({
      accounts: 90,
      accountsOnly: true,
    });
    expect(accountsChange({ ...before, inactiveAccountDays: 90 }, { ...before, inactiveAccountDays: "" })).toEqual({
      accounts: 0,
      accountsOnly: true,
    });
  });

  test("is told beside what changes for tokens", () => {
    const after = { ...before, idleDays: 20, inactiveAccountDays: 90 };
    expect(accountsChange(before, after)).toEqual({ accounts: 90, accountsOnly: false });
  });

  test("is none when the rule stays", () => {
    expect(accountsChange(before, { ...before, idleDays: 20, inactiveAccountDays: "" })).toEqual({});
  });
});
