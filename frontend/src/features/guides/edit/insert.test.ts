import { expect, it } from "vitest";
import { pictureOf, placed } from "./insert";

it.each([
  ["", 0, 0, "B\n"],
  ["a", 1, 1, "a\n\nB\n"],
  ["a\n\nb", 2, 2, "a\n\nB\n\nb"],
  ["one two three", 4, 7, "one \n\nB\n\n three"],
])("puts a block apart from what stands around it: %j", (text, from, to, expected) => {
  const after = placed({ text, from, to }, "B");
  expect(after.text).toBe(expected);
  expect(after.text.slice(0, after.from).endsWith("B\n")).toBe(true);
});

it("writes a picture whose words can't end it", () => {
  expect(pictureOf("/p.png", " a [b]\n\\c ")).toBe("![a \\[b\\] \\\\c](/p.png)");
});
