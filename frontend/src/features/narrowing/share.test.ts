import { expect, test } from "vitest";
import { shareOf } from "./share";

test("a share is whole percent, and only all is 100 and only nothing 0", () => {
  expect(shareOf(0, 0)).toBe(0);
  expect(shareOf(0, 9)).toBe(0);
  expect(shareOf(1, 10_000)).toBe(1);
  expect(shareOf(42, 120)).toBe(35);
  expect(shareOf(9_999, 10_000)).toBe(99);
  expect(shareOf(3, 3)).toBe(100);
});
