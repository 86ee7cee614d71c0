import { describe, expect, it } from "vitest";
import { compare, stretches } from "./lines";

const mark = { same: " ", gone: "-", new: "+" };

function shown(before: string, after: string): string[] {
  return compare(before, after).map(({ kind, text }) => mark[kind] + text);
}

describe("compare", () => {
  it.each([
    ["a\nb", "a\nb", [" a", " b"]],
    ["a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]],
    ["a\nc", "a\nb\nc", [" a", "+b", " c"]],
    ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
    ["", "a", ["-", "+a"]],
    ["a\nb\nc\nd", "x\nb\ny\nd\ne", ["-a", "+x", " b", "-c", "+y", " d", "+e"]],
    ["a\na\na", "a\na", [" a", " a", "-a"]],
  ])("%j to %j", (before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  it("loses nothing: the old lines are the old text, the new lines the new one", () => {
    const before = Array.from({ length: 200 }, (_, i) => String((i * 7) % 13));
    const after = Array.from({ length: 180 }, (_, i) => String((i * 5) % 11));
    const lines = compare(before.join("\n"), after.join("\n"));
    expect(lines.filter((l) => l.kind !== "new").map((l) => l.text)).toEqual(before);
    expect(lines.filter((l) => l.kind !== "gone").map((l) => l.text)).toEqual(after);
  });

  it("shows texts too large to compare as replaced, but still finds what they share at the ends", () => {
    const before = ["top", ...Array.from({ length: 3000 }, (_, i) => `old ${i}`), "end"].join("\n");
    const after = ["top", ...Array.from({ length: 3000 }, (_, i) => `new ${i}`), "end"].join("\n");
    const lines = compare(before, after);
    expect(lines).toHaveLength(6002);
    expect(lines[0]).toEqual({ kind: "same", text: "top" });
    expect(lines[1]?.kind).toBe("gone");
    expect(lines.at(-1)).toEqual({ kind: "same", text: "end" });
  });
});

describe("stretches", () => {
  it("leaves out what is far from every change", () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const after = before.with(10, "changed");
    expect(
      stretches(compare(before.join("\n"), after.join("\n")), 2).map((s) => ("left" in s ? s.left : s.lines.length)),
    ).toEqual([8, 6, 7]);
  });

  it("is one gap when nothing changed", () => {
    expect(stretches(compare("a\nb", "a\nb"))).toEqual([{ left: 2 }]);
  });
});
