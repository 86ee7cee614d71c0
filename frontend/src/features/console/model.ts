import { examplesOf } from "@/features/reference/constraints";
import { resolve, type Schemas } from "@/features/reference/merge";
import type { Operation, Parameter } from "@/features/reference/model";
import { typeLabel, viewOf } from "@/features/reference/view";
import { type Fields, fields, flag, isFields, list, string, strings } from "@/lib/json";

/** Value is what an input holds: text, the entries of a list, or files. Empty means "not sent". */
export type Value = string | string[] | File[];
export type Values = Readonly<Record<string, Value>>;

export type Kind = "text" | "number" | "choice" | "list" | "json" | "file";

/** Field is one input of the console: a parameter, or a member of a form body. */
export type Field = {
  key: string;
  name: string;
  /** path, query, header, querystring; "body" for a member of a form. */
  in: string;
  kind: Kind;
  /** The type in words: "array of string". */
  type: string;
  required: boolean;
  deprecated: boolean;
  description: string;
  /** The resolved schema; of a list the whole list's. */
  schema: Fields;
  /** The resolved schema of a list's entries. */
  item: Fields;
  /** What a choice or a list of choices offers. */
  options: string[];
  many: boolean;
  example: Value;
  source: Fields;
};

// A page can't send these: the browser writes them itself, or the console does.
const unsendable =
  /^(accept-charset|accept-encoding|access-control-.*|authorization|connection|content-length|content-type|cookie2?|date|dnt|expect|host|keep-alive|origin|permissions-policy|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|via|x-api-key)$/i;

/** parameterFields are the inputs for the parameters of an operation, those that a page can send. */
export function parameterFields({ parameters, schemas }: Operation): Field[] {
  return parameters
    .filter((p) => p.in !== "cookie" && !(p.in === "header" && unsendable.test(p.name)))
    .map((p) => parameterField(p, schemas));
}

function parameterField(parameter: Parameter, schemas: Schemas): Field {
  const { name, required, deprecated, description, source } = parameter;
  const encoded = isFields(source["content"]);
  const field = fieldOf(name, parameter.in, parameter.schema, schemas, required);
  return {
    ...field,
    kind: encoded ? "json" : field.kind,
    required: required || parameter.in === "path",
    deprecated,
    description: description || field.description,
    example: encoded ? JSON.stringify(given(source) ?? {}) : (heldAs(given(source), field.kind) ?? field.example),
    source,
  };
}

const given = (source: Fields): unknown => {
  const [named] = Object.values(fields(source["examples"]));
  return "example" in source ? source["example"] : fields(named)["value"];
};

/** formFields are the inputs for the members of a form body. */
export function formFields(schema: unknown, schemas: Schemas, files: boolean): Field[] {
  return viewOf(schema, schemas, "request")
    .children.filter((child) => child.kind === "property")
    .map((child) => {
      const field = fieldOf(child.key, "body", child.schema, schemas, child.required);
      const holder = field.kind === "list" ? field.item : field.schema;
      return files && isFile(holder) ? { ...field, kind: "file", many: field.kind === "list", example: "" } : field;
    });
}

const isFile = (schema: Fields): boolean =>
  string(schema["format"]) === "binary" ||
  string(schema["type"]) === "file" ||
  ("contentMediaType" in schema &&
    !("contentEncoding" in schema) &&
    !string(schema["contentMediaType"]).includes("json"));

function fieldOf(name: string, place: string, value: unknown, schemas: Schemas, required: boolean): Field {
  const { schema, types } = viewOf(value, schemas, "request");
  const item = types[0] === "array" ? resolve(schema["items"], schemas).schema : {};
  const kind = kindOf(types, schema, item);
  const example = kind === "list" || kind === "json" ? undefined : optionsOf(schema)[0];
  const said = examplesOf(schema)[0] ?? schema["default"] ?? (kind === "list" ? examplesOf(item)[0] : undefined);
  return {
    key: `${place}.${name}`,
    name,
    in: place,
    kind,
    type: typeLabel(value, schemas).text,
    required,
    deprecated: flag(schema["deprecated"]),
    description: string(schema["description"]),
    schema,
    item,
    options: optionsOf(kind === "list" ? item : schema),
    many: false,
    example: heldAs(said, kind) ?? example ?? "",
    source: {},
  };
}

function kindOf(types: string[], schema: Fields, item: Fields): Kind {
  const [type] = types;
  if (optionsOf(schema).length > 0) return "choice";
  if (type === "object") return "json";
  if (type === "array") return isComplex(item) ? "json" : "list";
  return types.length === 1 && (type === "integer" || type === "number") ? "number" : "text";
}

const isComplex = (item: Fields): boolean =>
  ["object", "array"].includes(string(item["type"])) || isFields(item["properties"]) || "items" in item;

function optionsOf(schema: Fields): string[] {
  const allowed = "const" in schema ? [schema["const"]] : list(schema["enum"]);
  if (allowed.length > 0) return [...new Set(allowed.filter((value) => value !== null).map(plain))];
  return strings([schema["type"]].flat())[0] === "boolean" ? ["true", "false"] : [];
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function heldAs(value: unknown, kind: Kind): Value | undefined {
  if (value === undefined || value === null || kind === "file") return undefined;
  if (kind === "list") return list(Array.isArray(value) ? value : [value]).map(plain);
  return kind === "json" ? JSON.stringify(value, null, 2) : plain(value);
}

/** initialValues fill in what is required; what is optional stays out until somebody wants it. */
export function initialValues(inputs: readonly Field[]): Values {
  return Object.fromEntries(inputs.map((f) => [f.key, f.required ? f.example : emptyOf(f)]));
}

export const emptyOf = ({ kind }: Field): Value => (kind === "list" || kind === "file" ? [] : "");
export const isEmpty = (value: Value | undefined): boolean => value === undefined || value.length === 0;
