import { expect, test } from "vitest";
import { trendOf } from "./trend";

test("a trend begins with its campaign, has each day once and never falls", () => {
  const days = [
    { day: "2027-03-02", narrowed: 3 },
    { day: "2027-03-05", narrowed: 2 },
  ];
  expect(trendOf({ createdAt: "2027-03-01T10:00:00Z", days })).toEqual([
    { day: "2027-03-01", narrowed: 0 },
    { day: "2027-03-02", narrowed: 3 },
    { day: "2027-03-05", narrowed: 5 },
  ]);
  expect(trendOf({ createdAt: "2027-03-02T10:00:00Z", days })[0]).toEqual({ day: "2027-03-02", narrowed: 3 });
});
