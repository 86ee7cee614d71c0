import type { Guide } from "@/client/types.gen";

/** A Branch is a section with what is in it, or a guide. */
export type Branch = { name: string; path: string; inside: Branch[] } | { guide: Guide };

/** treeOf puts guides, which come in the order in which one reads them, into their sections. */
export function treeOf(guides: readonly Guide[]): Branch[] {
  const top: Branch[] = [];
  for (const guide of guides) {
    let at = top;
    let path = "";
    for (const name of namesOf(guide.section)) {
      path = path ? `${path}/${name}` : name;
      const there = at.find((branch) => "name" in branch && branch.name === name);
      const section = there && "name" in there ? there : { name, path, inside: [] };
      if (!there) at.push(section);
      at = section.inside;
    }
    at.push({ guide });
  }
  return top;
}

/** namesOf answers the sections of a path from the outside in. */
export function namesOf(section: string | undefined): string[] {
  return (section ?? "").split("/").filter(Boolean);
}

/** sectionsOf answers the path of every section that guides stand in, those around others too. */
export function sectionsOf(guides: readonly Guide[]): string[] {
  const paths = guides.flatMap((guide) => {
    const names = namesOf(guide.section);
    return names.map((_, at) => names.slice(0, at + 1).join("/"));
  });
  return [...new Set(paths)];
}
