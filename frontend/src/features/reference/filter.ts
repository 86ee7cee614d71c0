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

/** sectionsOf flattens the groups of an index: nested ones carry the titles above them. */
export function sectionsOf(index: Index, rest: string): Section[] {
  const byID = new Map(index.operations.map((line) => [line.id, line]));
  const hooks = new Map(index.webhooks.map((line) => [line.id, line]));
  const sections: Section[] = [];
  const walk = (groups: readonly Group[], above: string) => {
    for (const group of groups) {
      const title = [above, group.title || rest].filter(Boolean).join(" › ");
      const lines = group.operations.map((id) => byID.get(id)).filter((line) => line !== undefined);
      if (lines.length > 0) sections.push({ key: `${above}/${group.name}`, title, lines });
      walk(group.groups, title);
    }
  };
  walk(index.groups, "");
  const listed = new Set(sections.flatMap((section) => section.lines.map((line) => line.id)));
  const others = index.operations.filter((line) => !listed.has(line.id) && !hooks.has(line.id));
  if (others.length > 0) sections.push({ key: "rest", title: rest, lines: others });
  return sections;
}
