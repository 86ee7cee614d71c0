import { lexer, type Token, type Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { Callout, calloutOf } from "./Callout";
import { costly } from "./costly";
import { element, heading, outside } from "./element";
import { markupOf, unescaped, web } from "./html";
import { nested, type Piece } from "./tree";

const shownMax = 200_000;

/**
 * render turns Markdown of strangers (CommonMark with GitHub's tables, strikethrough, autolinks and callouts) into elements.
 * HTML in it is read too, because descriptions are often written in it, but only as far as markupOf lets it through.
 * No text ever becomes HTML: there is nothing to sanitise. What would cost more than its length is worth is shown as it is
 * written.
 */
export function render(text: string): ReactNode {
  if (costly(text)) return element("pre", "raw", text.slice(0, shownMax));
  return <>{blocks(lexer(text, { gfm: true }))}</>;
}

function blocks(tokens: readonly Token[]): ReactNode[] {
  return nested(tokens.flatMap((token, key) => piecesOf(token, key, block)));
}

function inlines(tokens: readonly Token[] | undefined): ReactNode[] {
  return nested((tokens ?? []).flatMap((token, key) => piecesOf(token, key, inline)));
}

function piecesOf(token: Token, key: number, shown: (token: Token, key: number) => ReactNode): Piece[] {
  if (token.type === "html") return markupOf(token.raw).map((markup) => ({ markup }));
  return [{ node: shown(token, key) }];
}

function block(token: Token, key: number): ReactNode {
  switch (token.type) {
    case "heading":
      return createElement(heading((token as Tokens.Heading).depth), { key }, inlines(token.tokens));
    case "paragraph":
      return <p key={key}>{inlines(token.tokens)}</p>;
    case "code":
      return element("pre", key, <code>{(token as Tokens.Code).text}</code>);
    case "blockquote":
      return quote(token as Tokens.Blockquote, key);
    case "list":
      return items(token as Tokens.List, key);
    case "table":
      return table(token as Tokens.Table, key);
    case "hr":
      return <hr key={key} />;
    case "space":
    case "def":
      return null;
    default:
      return inline(token, key);
  }
}

function quote(token: Tokens.Blockquote, key: number): ReactNode {
  const callout = calloutOf(token.text);
  if (!callout) return <blockquote key={key}>{blocks(token.tokens)}</blockquote>;
  return (
    <Callout key={key} kind={callout.kind}>
      {blocks(lexer(callout.text, { gfm: true }))}
    </Callout>
  );
}

function items(list: Tokens.List, key: number): ReactNode {
  const children = list.items.map((item, at) => (
    <li key={at}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} readOnly disabled aria-hidden />}
      {blocks(item.tokens)}
    </li>
  ));
  if (!list.ordered) return <ul key={key}>{children}</ul>;
  return (
    <ol key={key} start={list.start === "" ? undefined : list.start}>
      {children}
    </ol>
  );
}

function table(token: Tokens.Table, key: number): ReactNode {
  const cell = (name: "th" | "td", one: Tokens.TableCell, at: number) =>
    createElement(name, { key: at, ...(one.align && { style: { textAlign: one.align } }) }, inlines(one.tokens));
  const head = <tr>{token.header.map((one, at) => cell("th", one, at))}</tr>;
  const body = token.rows.map((row, at) => <tr key={at}>{row.map((one, column) => cell("td", one, column))}</tr>);
  return element("table", key, [<thead key="head">{head}</thead>, <tbody key="body">{body}</tbody>]);
}

function inline(token: Token, key: number): ReactNode {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return createElement(token.type, { key }, inlines(token.tokens));
    case "codespan":
      return <code key={key}>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br key={key} />;
    case "link":
      return outside(key, web((token as Tokens.Link).href), inlines(token.tokens));
    case "image":
      return <span key={key}>{(token as Tokens.Image).text}</span>;
    case "text":
    case "escape":
      return "tokens" in token && token.tokens ? (
        <span key={key}>{inlines(token.tokens)}</span>
      ) : (
        unescaped((token as Tokens.Text).text)
      );
    default:
      return token.raw;
  }
}
