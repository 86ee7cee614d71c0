import { createElement, type ReactNode } from "react";

/** A page has one h1 and its parts are h2: headings of a description begin below the first. */
export const heading = (level: number): string => `h${Math.min(6, Math.max(2, level))}`;

/** outside is a link to somewhere else; without an address it is its words. */
export function outside(key: string | number, href: string, children: ReactNode): ReactNode {
  if (!href) return <span key={key}>{children}</span>;
  return (
    <a key={key} href={href} rel="noopener noreferrer nofollow" target="_blank">
      {children}
    </a>
  );
}

/** element makes one of the elements that descriptions may hold; wide ones scroll inside, also by keyboard. */
export function element(name: string, key: string | number, children: ReactNode, href = ""): ReactNode {
  if (name === "a") return outside(key, href, children);
  if (name === "br" || name === "hr") return createElement(name, { key });
  if (name === "pre") return createElement("pre", { key, tabIndex: 0 }, children);
  if (/^h[1-6]$/.test(name)) return createElement(heading(Number(name[1])), { key }, children);
  if (name !== "table") return createElement(name, { key }, children);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div key={key} style={{ overflowX: "auto" }} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
