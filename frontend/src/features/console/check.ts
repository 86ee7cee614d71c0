import { plural, t } from "@lingui/core/macro";
import { type Fields, number, string } from "@/lib/json";
import type { Field, Value, Values } from "./model";
import { isEmpty } from "./model";

// Patterns come from documents of strangers: a long text could keep the page busy for ever.
const patternTextMax = 200;

/** mistakesOf says what is wrong with the values, by the key of the input. */
export function mistakesOf(inputs: readonly Field[], values: Values): Record<string, string> {
  const mistakes: Record<string, string> = {};
  for (const field of inputs) {
    const mistake = mistakeOf(field, values[field.key] ?? "");
    if (mistake) mistakes[field.key] = mistake;
  }
  return mistakes;
}

/** mistakeOf says what is wrong with one value, "" when it may be sent. */
export function mistakeOf(field: Field, value: Value): string {
  if (isEmpty(value)) return field.required ? t`This is needed.` : "";
  if (field.kind === "file") return "";
  if (Array.isArray(value)) return listMistake(field, value.map(String));
  if (field.kind === "json") return jsonMistake(value);
  return placeMistake(field, value) || textMistake(field.schema, field.options, value);
}

function listMistake({ schema, item, options }: Field, entries: string[]): string {
  const least = number(schema["minItems"]) ?? 0;
  const most = number(schema["maxItems"]) ?? Number.POSITIVE_INFINITY;
  if (entries.length < least) return t`At least ${plural(least, { one: "# entry", other: "# entries" })}.`;
  if (entries.length > most) return t`At most ${plural(most, { one: "# entry", other: "# entries" })}.`;
  if (schema["uniqueItems"] === true && new Set(entries).size < entries.length) return t`No entry twice.`;
  for (const entry of entries) {
    const mistake = textMistake(item, options, entry);
    if (mistake) return `${entry}: ${mistake}`;
  }
  return "";
}

function jsonMistake(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch {
    return t`This is not JSON.`;
  }
}

// The gateway refuses what servers read differently, and browsers what no header holds.
function placeMistake(field: Field, text: string): string {
  if (field.in === "header" && /[^\x20-\x7e\xa0-\xff]/.test(text)) return t`A header takes no such characters.`;
  if (field.in !== "path") return "";
  if (/[/\\%;]/.test(text)) return t`The gateway takes no / \\ % or ; in a path.`;
  return text === "." || text === ".." ? t`The gateway takes no dots alone in a path.` : "";
}

function textMistake(schema: Fields, options: string[], text: string): string {
  const type = string([schema["type"]].flat().find((word) => word !== "null"));
  if (options.length > 0) return options.includes(text) ? "" : t`One of: ${options.join(", ")}`;
  if (type === "integer" || type === "number") return numberMistake(schema, type, text);
  const length = [...text].length;
  const least = number(schema["minLength"]) ?? 0;
  const most = number(schema["maxLength"]) ?? Number.POSITIVE_INFINITY;
  if (length < least) return t`At least ${plural(least, { one: "# character", other: "# characters" })}.`;
  if (length > most) return t`At most ${plural(most, { one: "# character", other: "# characters" })}.`;
  const pattern = string(schema["pattern"]);
  if (pattern && !matches(pattern, text)) return t`It must match ${pattern}`;
  const format = string(schema["format"]);
  return formats[format]?.test(text) === false ? t`This is no ${format}.` : "";
}

function numberMistake(schema: Fields, type: string, text: string): string {
  const value = Number(text);
  if (text.trim() !== text || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return t`This is no number.`;
  if (type === "integer" && !Number.isInteger(value)) return t`This is no whole number.`;
  const at = (key: string) => number(schema[key]);
  const [least, most, above, below, step] = [
    at("minimum"),
    at("maximum"),
    at("exclusiveMinimum"),
    at("exclusiveMaximum"),
    at("multipleOf"),
  ];
  if (least !== undefined && value < least) return t`At least ${least}.`;
  if (most !== undefined && value > most) return t`At most ${most}.`;
  if (above !== undefined && value <= above) return t`More than ${above}.`;
  if (below !== undefined && value >= below) return t`Less than ${below}.`;
  if (schema["exclusiveMinimum"] === true && value === least) return t`More than ${least}.`;
  if (schema["exclusiveMaximum"] === true && value === most) return t`Less than ${most}.`;
  if (step && Math.abs(value / step - Math.round(value / step)) > 1e-9) return t`A multiple of ${step}.`;
  return "";
}

function matches(pattern: string, text: string): boolean {
  if (text.length > patternTextMax) return true;
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true; // a pattern that this browser can't read refuses nothing here
  }
}

const formats: Record<string, RegExp> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  "date-time": /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
  time: /^\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  ipv4: /^\d{1,3}(\.\d{1,3}){3}$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
};
