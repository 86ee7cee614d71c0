import { expect, test } from "vitest";
import { share, trendsOf } from "./compliance";

const on = (day: string, breaking: number, rule = "maxLifeSeconds") => ({
  day,
  at: `${day}T10:00:00Z`,
  rule,
  level: "instance" as const,
  id: "",
  says: "",
  tokens: 1000,
  breaking,
  clauses: [],
});

test("a broken rule is never shown as met by all", () => {
  expect([
    share({ tokens: 1000, breaking: 1 }),
    share({ tokens: 0, breaking: 0 }),
    share({ tokens: 4, breaking: 1 }),
  ]).toEqual([99, 100, 75]);
});

test("a rule is compared with the oldest of its last thirty days", () => {
  const [trend] = trendsOf([on("2027-01-01", 9), on("2027-02-20", 5), on("2027-03-01", 2)]);
  expect(trend?.before?.breaking).toBe(5);
});

test("a rule that is gone is left out", () => {
  expect(trendsOf([on("2027-02-28", 1, "nameRule"), on("2027-03-01", 2)]).map(({ now }) => now.rule)).toEqual([
    "maxLifeSeconds",
  ]);
});
