import { expect, test } from "vitest";
import { appended, rangeOf } from "./listText";

test("a network is put in a line of its own, whatever the text ends with", () => {
  expect(appended("", " 10.0.0.1 ", "")).toBe("10.0.0.1\n");
  expect(appended("a", "10.0.0.1", " scrapes\n at night ")).toBe("a\n10.0.0.1 # scrapes at night\n");
  expect(appended("a\n", "10.0.0.1", "x")).toBe("a\n10.0.0.1 # x\n");
});

test("a line is found where it stands", () => {
  expect(rangeOf("ab\ncd\n", 1)).toEqual([0, 2]);
  expect(rangeOf("ab\ncd\n", 2)).toEqual([3, 5]);
  expect(rangeOf("ab", 3)).toEqual([2, 2]);
});
