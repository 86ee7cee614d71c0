import { expect, it } from "vitest";
import type { Guide } from "@/client/types.gen";
import { chosen, picked } from "./text/choice";
import { type Branch, sectionsOf, treeOf } from "./tree";

const guide = (slug: string, section = ""): Guide => ({
  slug,
  section,
  title: slug,
  summary: "",
  order: 0,
  version: 1,
  updatedAt: "2026-01-01T00:00:00Z",
});

const written = (branches: Branch[]): string =>
  branches.map((b) => ("guide" in b ? b.guide.slug : `${b.name}(${written(b.inside)})`)).join(" ");

it("puts guides into sections in the order in which they come", () => {
  const all = [guide("a"), guide("b", "S"), guide("c", "S/T"), guide("d", "S"), guide("e")];
  expect(written(treeOf(all))).toBe("a S(b T(c) d) e");
  expect(sectionsOf(all)).toEqual(["S", "S/T"]);
});

it("opens the tab whose name was picked last, else the first", () => {
  expect(chosen(["macOS", "Linux"], [])).toBe(0);
  expect(chosen(["macOS", "Linux"], ["Windows", "Linux", "macOS"])).toBe(1);
  expect(chosen(["macOS", "Linux"], "broken")).toBe(0);
  expect(picked(["a", "b"], "b")).toEqual(["b", "a"]);
  expect(picked({ odd: true }, "b")).toEqual(["b"]);
});
