import { plural, t } from "@lingui/core/macro";
import { type Fields, inline, list, number, string } from "@/lib/json";

/** constraintsOf says in words what a value must fulfil besides its type. */
export function constraintsOf(schema: Fields): string[] {
  const words = [
    range(schema, "minLength", "maxLength", (n) => plural(n, { one: "# character", other: "# characters" })),
    range(schema, "minItems", "maxItems", (n) => plural(n, { one: "# item", other: "# items" })),
    range(schema, "minProperties", "maxProperties", (n) => plural(n, { one: "# property", other: "# properties" })),
    range(schema, "minimum", "maximum", String),
  ];
  const above = number(schema["exclusiveMinimum"]);
  const below = number(schema["exclusiveMaximum"]);
  const step = number(schema["multipleOf"]);
  const pattern = string(schema["pattern"]);
  const media = string(schema["contentMediaType"]);
  const encoding = string(schema["contentEncoding"]);
  if (above !== undefined) words.push(t`more than ${above}`);
  if (below !== undefined) words.push(t`less than ${below}`);
  if (step !== undefined) words.push(t`a multiple of ${step}`);
  if (pattern) words.push(t`matches ${pattern}`);
  if (schema["uniqueItems"] === true) words.push(t`no item twice`);
  if (schema["additionalProperties"] === false) words.push(t`no other properties`);
  if (schema["unevaluatedProperties"] === false) words.push(t`no other properties than those listed`);
  if (media) words.push(t`holds ${media}`);
  if (encoding) words.push(t`encoded as ${encoding}`);
  return words.filter(Boolean);
}

function range(schema: Fields, least: string, most: string, amount: (n: number) => string): string {
  const min = number(schema[least]);
  const max = number(schema[most]);
  if (min !== undefined && min === max) return t`exactly ${amount(min)}`;
  if (min !== undefined && max !== undefined) return t`${min} to ${amount(max)}`;
  if (max !== undefined) return t`at most ${amount(max)}`;
  if (min !== undefined) return t`at least ${amount(min)}`;
  return "";
}

export type EnumValue = { value: string; description: string };

/** enumOf lists allowed values, with the descriptions that some documents keep in x-enumDescriptions. */
export function enumOf(schema: Fields): EnumValue[] {
  const said = schema["x-enumDescriptions"] ?? schema["x-enum-descriptions"];
  const names = schema["x-enum-varnames"];
  return list(schema["enum"]).map((value, index) => ({
    value: inline(value),
    description: describe(said, value, index) || describe(names, value, index),
  }));
}

function describe(source: unknown, value: unknown, index: number): string {
  if (Array.isArray(source)) return string(source[index]);
  if (typeof source === "object" && source !== null)
    return string(Object.entries(source).find(([key]) => key === String(value))?.[1]);
  return "";
}

/** examplesOf gathers the examples of a schema, new and old way of writing them. */
export function examplesOf(schema: Fields): unknown[] {
  const examples = list(schema["examples"]);
  return examples.length > 0 ? examples : "example" in schema ? [schema["example"]] : [];
}
