import { flag, isFields, string } from "@/lib/json";
import type { Field, Value, Values } from "./model";
import { isEmpty } from "./model";

/** Body is what a call carries, as fetch and as curl need to know it. */
export type Body =
  | { kind: "none" }
  | { kind: "text"; type: string; text: string }
  | { kind: "form"; pairs: [string, string][] }
  | { kind: "multipart"; parts: Part[] }
  | { kind: "file"; type: string; file: File };
export type Part = { name: string; value: string | File; type?: string };

export type Call = { method: string; url: string; headers: [string, string][]; body: Body };

const encode = encodeURIComponent;
const textsOf = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : [value]);

/** addressOf fills the path's template and writes the query, by the styles that the document names. */
export function addressOf(base: string, template: string, inputs: readonly Field[], values: Values): string {
  let path = template;
  const query: string[] = [];
  for (const field of inputs) {
    const value = values[field.key];
    if (value === undefined || isEmpty(value)) continue;
    if (field.in === "path") path = path.replaceAll(`{${field.name}}`, pathText(field, value));
    if (field.in === "query") query.push(...queryPairs(field, value));
    if (field.in === "querystring") query.push(textsOf(value).join("&"));
  }
  return base + path + (query.length > 0 ? `?${query.join("&")}` : "");
}

function pathText({ name, kind, source }: Field, value: Value): string {
  const style = string(source["style"]) || "simple";
  const explode = flag(source["explode"]);
  const texts = kind === "json" ? membersOf(textsOf(value)[0] ?? "", explode) : textsOf(value).map(encode);
  if (style === "label") return `.${texts.join(explode ? "." : ",")}`;
  if (style === "matrix") {
    if (explode) return texts.map((text) => (kind === "json" ? `;${text}` : `;${encode(name)}=${text}`)).join("");
    return `;${encode(name)}=${texts.join(",")}`;
  }
  return texts.join(",");
}

/** membersOf writes an object as name=value each, or as name,value one after the other. */
function membersOf(text: string, explode: boolean): string[] {
  return Object.entries(parsed(text)).flatMap(([key, member]) =>
    explode ? [`${encode(key)}=${encode(plain(member))}`] : [encode(key), encode(plain(member))],
  );
}

function queryPairs({ name, kind, source }: Field, value: Value): string[] {
  const style = string(source["style"]) || "form";
  const explode = "explode" in source ? flag(source["explode"]) : style === "form";
  if (kind === "json" && !isFields(source["content"]))
    return objectPairs(name, textsOf(value)[0] ?? "", style, explode);
  const texts = textsOf(value).map(encode);
  if (kind !== "list" || explode) return texts.map((text) => `${encode(name)}=${text}`);
  const separator = style === "spaceDelimited" ? "%20" : style === "pipeDelimited" ? "%7C" : ",";
  return [`${encode(name)}=${texts.join(separator)}`];
}

function objectPairs(name: string, text: string, style: string, explode: boolean): string[] {
  const members = Object.entries(parsed(text));
  if (style === "deepObject")
    return members.map(([key, member]) => `${encode(name)}%5B${encode(key)}%5D=${encode(plain(member))}`);
  if (members.length === 0) return [`${encode(name)}=${encode(text)}`];
  if (explode) return members.map(([key, member]) => `${encode(key)}=${encode(plain(member))}`);
  return [`${encode(name)}=${membersOf(text, false).join(",")}`];
}

/** headersOf are the headers that parameters ask for. */
export function headersOf(inputs: readonly Field[], values: Values): [string, string][] {
  return inputs.flatMap((field): [string, string][] => {
    const value = values[field.key];
    if (field.in !== "header" || value === undefined || isEmpty(value)) return [];
    return [
      [
        field.name,
        textsOf(value)
          .join(",")
          .replaceAll(/[\r\n]+/g, " "),
      ],
    ];
  });
}

/** formOf is a form body: members that stand for objects travel as JSON. */
export function formOf(inputs: readonly Field[], values: Values, multipart: boolean): Body {
  const parts = inputs.flatMap(({ key, name, kind }): Part[] => {
    const value = values[key];
    if (value === undefined || isEmpty(value)) return [];
    if (kind === "json") return [{ name, value: textsOf(value)[0] ?? "", type: "application/json" }];
    if (Array.isArray(value)) return value.map((entry) => ({ name, value: entry }));
    return [{ name, value }];
  });
  if (multipart) return { kind: "multipart", parts };
  return { kind: "form", pairs: parts.map(({ name, value }) => [name, String(value)]) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
