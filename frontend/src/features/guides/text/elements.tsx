import { createElement, type ReactNode } from "react";
import { Callout, isCallout } from "@/ui/markdown/Callout";
import { element, heading } from "@/ui/markdown/element";
import { Code } from "./Code";
import { GuideLink } from "./GuideLink";
import { Part } from "./Part";
import { Tabs } from "./Tabs";

// What shows as it is. Everything else is what its children are.
const plain = new Set("p br hr ul ol li blockquote em strong del thead tbody tr th td code".split(" "));

/** elements turns the nodes of a guide into elements of the portal. */
export function elements(nodes: Iterable<Node>): ReactNode[] {
  return [...nodes].map((node, key) => {
    if (node instanceof HTMLElement) return one(node, key);
    return node.nodeType === Node.TEXT_NODE ? node.textContent : null;
  });
}

function one(node: HTMLElement, key: number): ReactNode {
  const name = node.localName;
  const children = elements(node.childNodes);
  const callout = /^callout-(\w+)$/.exec(node.className)?.[1] ?? "";
  if (/^h[1-6]$/.test(name)) return part(node, key);
  if (name === "blockquote" && isCallout(callout)) {
    // The first child is the callout's word, for those who see no icon.
    return (
      <Callout key={key} kind={callout}>
        {elements([...node.childNodes].filter((child) => child !== node.firstElementChild))}
      </Callout>
    );
  }
  if (name === "pre") return <Code key={key} code={(node.textContent ?? "").replace(/\n$/, "")} />;
  if (name === "table") return element("table", key, children);
  if (name === "img") return picture(node, key);
  if (node.className === "tabs") return tabs(node, key);
  if (name === "a") {
    return (
      <GuideLink key={key} href={node.getAttribute("href") ?? ""}>
        {children}
      </GuideLink>
    );
  }
  if (!plain.has(name)) return <div key={key}>{children}</div>;
  if (name === "br" || name === "hr") return createElement(name, { key });
  const align = node.getAttribute("align");
  const start = node.getAttribute("start");
  const style = align ? { textAlign: align } : undefined;
  return createElement(name, { key, style, start: start ? Number(start) : undefined }, children);
}

function part(node: HTMLElement, key: number): ReactNode {
  const level = heading(Number(node.localName[1]));
  const children = elements(node.childNodes);
  if (!/^part-[\p{L}\p{N}-]+$/u.test(node.id)) return createElement(level, { key }, children);
  return (
    <Part key={key} level={level} id={node.id} title={node.textContent ?? ""}>
      {children}
    </Part>
  );
}

function picture(node: HTMLElement, key: number): ReactNode {
  const number = (name: string) => Number(node.getAttribute(name)) || undefined;
  const src = node.getAttribute("src");
  const alt = node.getAttribute("alt") ?? "";
  if (!src || !/^\/[^/\\]/.test(src)) return <span key={key}>{alt}</span>;
  const title = node.getAttribute("title") ?? undefined;
  return (
    <img
      key={key}
      src={src}
      alt={alt}
      title={title}
      width={number("width")}
      height={number("height")}
      loading="lazy"
      decoding="async"
    />
  );
}

function tabs(node: HTMLElement, key: number): ReactNode {
  const found = [...node.children].filter((child) => child.className === "tab");
  const before = [...node.childNodes].filter((child) => !(child instanceof HTMLElement && child.className === "tab"));
  const list = found.map((tab) => ({
    name: tab.querySelector(":scope > .tab-name")?.textContent ?? "",
    content: elements([...tab.childNodes].filter((child) => child !== tab.querySelector(":scope > .tab-name"))),
  }));
  return (
    <div key={key}>
      {elements(before)}
      {list.length > 0 && <Tabs tabs={list} />}
    </div>
  );
}
