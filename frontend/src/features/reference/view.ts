import { type Fields, fields, flag, isFields, list, string, strings } from "@/lib/json";
import { nameOf, type Resolved, resolve, type Schemas } from "./merge";

/** Direction is who sends a value: what a response alone may hold is left out of requests, and the other way round. */
export type Direction = "request" | "response" | "both";

export type Child = {
  key: string;
  label: string;
  kind: "property" | "pattern" | "other" | "item";
  required: boolean;
  schema: unknown;
};
export type Choice = { label: string; schema: unknown };
export type Choices = { kind: "oneOf" | "anyOf"; by: string; options: Choice[] };

/** SchemaView is what one level of a schema tree shows. */
export type SchemaView = {
  schema: Fields;
  /** The schema's own name, if it has one. */
  name: string | undefined;
  names: string[];
  missing: string | undefined;
  types: string[];
  nullable: boolean;
  children: Child[];
  choices: Choices[];
};

/** viewOf prepares one level of a schema; nothing below it is followed further than its references. */
export function viewOf(value: unknown, schemas: Schemas, direction: Direction): SchemaView {
  const { schema, names, missing } = resolve(value, schemas);
  const { types, nullable } = typesOf(schema, schemas);
  return {
    schema,
    name: names[0],
    names,
    missing,
    types,
    nullable,
    children: childrenOf(schema, schemas, direction),
    choices: [choicesOf(schema, "oneOf", schemas), choicesOf(schema, "anyOf", schemas)].filter(
      (choices) => choices !== undefined,
    ),
  };
}

/** typesOf names the types of a schema, with "null" told apart; a schema that names none is read by its keywords. */
export function typesOf(schema: Fields, schemas: Schemas): { types: string[]; nullable: boolean } {
  const said = typeof schema["type"] === "string" ? [schema["type"]] : strings(schema["type"]);
  const options = [...list(schema["oneOf"]), ...list(schema["anyOf"])];
  const nullable = said.includes("null") || options.some((option) => isNull(resolve(option, schemas)));
  const types = said.filter((type) => type !== "null");
  if (types.length > 0) return { types, nullable };
  if (isFields(schema["properties"]) || isFields(schema["patternProperties"])) return { types: ["object"], nullable };
  if ("items" in schema || "prefixItems" in schema) return { types: ["array"], nullable };
  if (said.length > 0 && options.length === 0) return { types: ["null"], nullable: false };
  return { types: [], nullable };
}

function isNull({ schema, missing }: Resolved): boolean {
  return missing === undefined && (schema["type"] === "null" || (schema["const"] === null && "const" in schema));
}

function childrenOf(schema: Fields, schemas: Schemas, direction: Direction): Child[] {
  const required = strings(schema["required"]);
  const children: Child[] = [];
  for (const [name, property] of Object.entries(fields(schema["properties"]))) {
    if (hidden(property, schemas, direction)) continue;
    children.push({ key: name, label: name, kind: "property", required: required.includes(name), schema: property });
  }
  for (const [pattern, property] of Object.entries(fields(schema["patternProperties"]))) {
    children.push({ key: `/${pattern}/`, label: `/${pattern}/`, kind: "pattern", required: false, schema: property });
  }
  const other = schema["additionalProperties"];
  if (isFields(other) && Object.keys(other).length > 0) {
    children.push({ key: "*", label: "*", kind: "other", required: false, schema: other });
  }
  for (const [index, item] of list(schema["prefixItems"]).entries()) {
    children.push({ key: `[${index}]`, label: `[${index}]`, kind: "item", required: false, schema: item });
  }
  if (isFields(schema["items"])) {
    children.push({ key: "[]", label: "[]", kind: "item", required: false, schema: schema["items"] });
  }
  return children;
}

function hidden(property: unknown, schemas: Schemas, direction: Direction): boolean {
  if (direction === "both") return false;
  const { schema } = resolve(property, schemas);
  return flag(schema[direction === "request" ? "readOnly" : "writeOnly"]);
}

/** choicesOf makes the alternatives of oneOf or anyOf; a bare null among them is told by `nullable` instead. */
function choicesOf(schema: Fields, kind: Choices["kind"], schemas: Schemas): Choices | undefined {
  const discriminator = fields(schema["discriminator"]);
  const labels = new Map(
    Object.entries(fields(discriminator["mapping"])).map(([value, ref]) => [nameOf(ref) ?? string(ref), value]),
  );
  const options = list(schema[kind])
    .filter((option) => !isNull(resolve(option, schemas)))
    .map((option, index) => ({ label: labelOf(option, index, labels, schemas), schema: option }));
  if (options.length === 0) return undefined;
  return { kind, by: string(discriminator["propertyName"]), options };
}

function labelOf(option: unknown, index: number, labels: Map<string, string>, schemas: Schemas): string {
  const name = nameOf(fields(option)["$ref"]);
  if (name !== undefined) return labels.get(name) ?? name;
  const { schema } = resolve(option, schemas);
  return string(schema["title"]) || typesOf(schema, schemas).types.join(" | ") || String(index + 1);
}

/** opens says whether a level shows its children without being asked: near the top, never inside its own circle. */
export function opens(view: SchemaView, depth: number, above: readonly string[]): boolean {
  return depth < 1 && !isCircular(view, above);
}

export function isCircular(view: SchemaView, above: readonly string[]): boolean {
  return view.names.some((name) => above.includes(name));
}

/** Body is what is shown below a member: arrays of one kind of item are opened straight to the item. */
export type Body = { view: SchemaView; names: string[] };

export function bodyOf(value: unknown, schemas: Schemas, direction: Direction): Body {
  let view = viewOf(value, schemas, direction);
  const names = [...view.names];
  for (let level = 0; level < 8; level++) {
    const [only, ...others] = view.children;
    if (!only || others.length > 0 || only.key !== "[]" || view.choices.length > 0) break;
    view = viewOf(only.schema, schemas, direction);
    names.push(...view.names);
  }
  return { view, names };
}

export type TypeLabel = { text: string; ref: string | undefined; nullable: boolean };

/** typeLabel words a type: "array of integer", "string (date-time)"; a named schema is told by its reference. */
export function typeLabel(value: unknown, schemas: Schemas, depth = 0): TypeLabel {
  const { schema } = resolve(value, schemas);
  const { types, nullable } = typesOf(schema, schemas);
  const own = string(fields(value)["$ref"]) || undefined;
  if (types.length === 1 && types[0] === "array" && isFields(schema["items"]) && depth < 8) {
    const item = typeLabel(schema["items"], schemas, depth + 1);
    return { text: ["array of", item.text].filter(Boolean).join(" "), ref: item.ref, nullable };
  }
  const format = string(schema["format"]);
  const words = types.join(" or ") || alternatives(schema, schemas);
  return { text: format ? `${words} (${format})` : words, ref: own, nullable };
}

function alternatives(schema: Fields, schemas: Schemas): string {
  const options = [...list(schema["oneOf"]), ...list(schema["anyOf"])];
  const types = new Set(options.flatMap((option) => typesOf(resolve(option, schemas).schema, schemas).types));
  if (types.size > 0) return [...types].join(" or ");
  if ("const" in schema) return schema["const"] === null ? "null" : typeof schema["const"];
  const [first] = list(schema["enum"]);
  return first === undefined || first === null ? "" : typeof first;
}
