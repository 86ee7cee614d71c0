import type { Group, Index, Line } from "./model";

/** matching finds the lines that hold every word of the filter in their name, path or method. */
export function matching(lines: readonly Line[], filter: string): Line[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    const text = `${line.method} ${line.path} ${line.summary} ${line.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export type Section = { key: string; title: string; lines: Line[] };

/** How many operations without a tag are read as one list; more of them are split by their paths. */
const listMax = 20;

/** byPath splits operations by the first word of their paths that tells them apart, in the order of the document. Where that makes
 * more headings than it saves, they stay one list. */
function byPath(lines: Line[], title: string): Section[] {
  const words = new Map(
    lines.map((line) => [line.id, line.path.split("/").filter((part) => part !== "" && !part.startsWith("{"))]),
  );
  const wordOf = (line: Line, at: number) => words.get(line.id)?.[at] ?? "";
  let at = 0;
  while (new Set(lines.map((line) => wordOf(line, at))).size === 1 && lines.some((line) => wordOf(line, at) !== ""))
    at++;
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(wordOf(line, at), [...(groups.get(wordOf(line, at)) ?? []), line]);
  if (lines.length <= listMax || groups.size * 2 > lines.length) return [{ key: "/", title, lines }];
  return [...groups].map(([word, some]) => ({ key: `/ ${word}`, title: named(word) || title, lines: some }));
}

function named(word: string): string {
  const text = word.replace(/[-_]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** sectionsOf flattens the groups of an index: nested ones carry the titles above them. Many operations that have no tag are grouped
 * by their paths. */
export function sectionsOf(index: Index, rest: string): Section[] {
  const byID = new Map(index.operations.map((line) => [line.id, line]));
  const hooks = new Map(index.webhooks.map((line) => [line.id, line]));
  const sections: Section[] = [];
  const walk = (groups: readonly Group[], above: string) => {
    for (const group of groups) {
      const title = [above, group.title || rest].filter(Boolean).join(" › ");
      const lines = group.operations.map((id) => byID.get(id)).filter((line) => line !== undefined);
      if (group.name === "" && lines.length > 0) sections.push(...byPath(lines, title));
      else if (lines.length > 0) sections.push({ key: `${above}/${group.name}`, title, lines });
      walk(group.groups, title);
    }
  };
  walk(index.groups, "");
  const listed = new Set(sections.flatMap((section) => section.lines.map((line) => line.id)));
  const others = index.operations.filter((line) => !listed.has(line.id) && !hooks.has(line.id));
  if (others.length > 0) sections.push({ key: "rest", title: rest, lines: others });
  return sections;
}
