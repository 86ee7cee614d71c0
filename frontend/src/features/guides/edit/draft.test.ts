import { afterEach, expect, it } from "vitest";
import { forget, keep, kept } from "./draft";

afterEach(() => localStorage.clear());

const draft = {
  values: { slug: "a", title: "A", summary: "", section: "", order: 1, markdown: "text" },
  version: 3,
  at: "2026-01-01T00:00:00Z",
};

it("gives back what was kept, for its guide alone, until it is forgotten", () => {
  keep("a", draft);
  expect(kept("a")).toEqual(draft);
  expect(kept("b")).toBeUndefined();
  expect(kept("")).toBeUndefined();
  forget("a");
  expect(kept("a")).toBeUndefined();
});

it("takes nothing that is not a draft", () => {
  for (const odd of ["", "{", "null", "{}", '{"at":"","values":{"slug":1}}']) {
    localStorage.setItem("gatehouse.guide-draft.a", odd);
    expect(kept("a")).toBeUndefined();
  }
});
