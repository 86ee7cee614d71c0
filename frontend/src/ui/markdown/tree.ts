import type { ReactNode } from "react";
import { element } from "./element";
import type { Markup } from "./html";

const alone = new Set(["br", "hr"]);

/** depthMax is how many elements lie within each other; deeper tags are left out, what they hold is shown. */
const depthMax = 50;

type Open = { name: string; href: string; children: ReactNode[] };

/** Piece is a node that is ready, or a bit of markup that opens or closes an element around the nodes beside it. */
export type Piece = { node: ReactNode } | { markup: Markup };

/**
 * nested puts what stands between an opening and its closing tag inside the element. Tags that nobody closes end with the
 * text, closing ones without an opening are left out.
 */
export function nested(list: readonly Piece[]): ReactNode[] {
  const stack: Open[] = [{ name: "", href: "", children: [] }];
  let key = 0;
  const add = (node: ReactNode) => stack.at(-1)?.children.push(node);
  const close = () => {
    const done = stack.pop();
    if (done) add(element(done.name, `m${key++}`, done.children, done.href));
  };
  for (const piece of list) {
    if ("node" in piece) add(piece.node);
    else if (piece.markup.kind === "text") add(piece.markup.text);
    else if (alone.has(piece.markup.name)) add(element(piece.markup.name, `m${key++}`, null));
    else if (piece.markup.kind === "open") {
      if (stack.length <= depthMax) stack.push({ name: piece.markup.name, href: piece.markup.href, children: [] });
    } else if (stack.some((open, i) => i > 0 && open.name === piece.markup.name)) {
      while (stack.at(-1)?.name !== piece.markup.name) close();
      close();
    }
  }
  while (stack.length > 1) close();
  return stack[0]?.children ?? [];
}
