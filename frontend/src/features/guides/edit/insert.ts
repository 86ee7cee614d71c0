/** Edit is a text with what is selected in it. */
export type Edit = { text: string; from: number; to: number };

/** placed puts a block at the selection, apart from what stands around it, and selects what follows it. */
export function placed({ text, from, to }: Edit, block: string): Edit {
  const before = text.slice(0, from).replace(/\n+$/, "");
  const after = text.slice(to).replace(/^\n+/, "");
  const head = `${before}${before && "\n\n"}${block}`;
  return { text: `${head}\n${after && `\n${after}`}`, from: head.length + 1, to: head.length + 1 };
}

/** pictureOf writes a picture as Markdown. */
export function pictureOf(address: string, alt: string): string {
  return `![${alt
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\[\]]/g, "\\$&")}](${address})`;
}
