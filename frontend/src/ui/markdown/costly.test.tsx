import { render as show } from "@testing-library/react";
import { lexer } from "marked";
import { beforeEach, expect, it, vi } from "vitest";
import { markupOf } from "./html";
import { render } from "./render";

vi.mock("marked", { spy: true });

beforeEach(() => {
  vi.mocked(lexer).mockClear();
});

it.each([
  ["brackets", "[".repeat(50_000)],
  ["quotes", "> ".repeat(5_000)],
  ["quotes with a word", `${"> ".repeat(5_000)}a`],
  ["lists", `${"- ".repeat(5_000)}a`],
  ["lists by indentation", Array.from({ length: 400 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n")],
  ["a wide table", `|${"a|".repeat(5_000)}\n|${"-|".repeat(5_000)}\n${"|\n".repeat(5_000)}`],
  ["emphasis", "**a ".repeat(20_000)],
  ["tags", "<b>".repeat(20_000)],
  ["length", "word ".repeat(50_000)],
])("what would cost too much is shown as it is written: %s", (_, text) => {
  const { container } = show(render(text));
  expect(lexer).not.toHaveBeenCalled();
  expect(container.querySelectorAll("*")).toHaveLength(1);
  expect(container.textContent).toBe(text.slice(0, 200_000));
});

it("what people write is rendered", () => {
  const rows = "| a | b | c |\n".repeat(500);
  const { container } = show(render(`> quote\n\n- a\n  - b\n\n---\n\n| a | b | c |\n|-|-|-|\n${rows}`));
  expect(lexer).toHaveBeenCalledTimes(1);
  expect(container.querySelectorAll("tr")).toHaveLength(501);
});

it("tags within tags make no deeper page than a page may be", () => {
  const { container } = show(render(`${"<b>".repeat(4_000)}x`));
  expect(container.querySelectorAll("b").length).toBeLessThanOrEqual(50);
  expect(container.textContent).toBe("x");
});

it("tags that nobody finishes are words", () => {
  expect(markupOf(`<p ${"<a ".repeat(3)}`)).toEqual([{ kind: "text", name: "", text: "<p <a <a <a ", href: "" }]);
});
