import { type Fields, fields, fieldsOf, isFields, list, string, strings } from "@/lib/json";

/** Schemas are the named schemas that a chunk carries; references point at them as "#/schemas/Name". */
export type Schemas = Fields;

/** Resolved is a schema whose references and allOf are followed. */
export type Resolved = {
  schema: Fields;
  /** The names that were followed to get here, outermost first. */
  names: string[];
  /** A name that the chunk does not carry: it is read when it is opened. */
  missing?: string | undefined;
};

const prefix = "#/schemas/";

/** nameOf reads the name in a reference; anything else has none. */
export function nameOf(ref: unknown): string | undefined {
  const text = string(ref);
  if (!text.startsWith(prefix)) return undefined;
  return text.slice(prefix.length).replaceAll("~1", "/").replaceAll("~0", "~");
}

/**
 * resolve follows references (their siblings win) and merges allOf into one schema. A circle of references or of allOf
 * ends where it would begin again, so this always comes back.
 */
export function resolve(value: unknown, schemas: Schemas, seen: readonly string[] = []): Resolved {
  if (typeof value === "boolean") return { schema: value ? {} : { not: {} }, names: [] };
  const own = fields(value);
  const name = nameOf(own["$ref"]);
  if (name === undefined) return mergeAll(own, schemas, seen);
  const { $ref: _, ...siblings } = own;
  if (seen.includes(name)) return { schema: siblings, names: [name] };
  const target = schemas[name];
  if (target === undefined) return { schema: siblings, names: [name], missing: name };
  const inner = resolve(target, schemas, [...seen, name]);
  const merged = resolve(siblings, schemas, [...seen, name]);
  return {
    schema: Object.keys(siblings).length > 0 ? join(inner.schema, merged.schema) : inner.schema,
    names: [name, ...inner.names],
    missing: inner.missing,
  };
}

function mergeAll(own: Fields, schemas: Schemas, seen: readonly string[]): Resolved {
  const parts = list(own["allOf"]);
  if (parts.length === 0) return { schema: own, names: [] };
  const { allOf: _, ...rest } = own;
  let schema: Fields = {};
  let missing: string | undefined;
  for (const part of parts) {
    const resolved = resolve(part, schemas, seen);
    // A parent's choice of children must not come back through the child that extends it.
    const { discriminator: __, ...plain } = resolved.schema;
    const extended = resolved.names.length > 0 && parentOf(resolved.schema) ? without(plain) : resolved.schema;
    schema = join(schema, extended);
    missing ??= resolved.missing;
  }
  return { schema: join(schema, rest), names: [], missing };
}

const parentOf = (schema: Fields): boolean => isFields(schema["discriminator"]);

function without(schema: Fields): Fields {
  const { oneOf: _, anyOf: __, ...rest } = schema;
  return rest;
}

/** join lays one schema over another: properties add up, required is the union, the later word wins elsewhere. */
export function join(base: Fields, over: Fields): Fields {
  const out: Fields = { ...base, ...over };
  for (const key of ["properties", "patternProperties"]) {
    const below = fields(base[key]);
    const above = fields(over[key]);
    if (!isFields(base[key]) && !isFields(over[key])) continue;
    out[key] = { ...below, ...above };
    for (const name of Object.keys(above)) {
      if (isFields(below[name]) && isFields(above[name])) {
        out[key] = { ...fields(out[key]), [name]: { ...below[name], ...above[name] } };
      }
    }
  }
  const required = [...new Set([...strings(base["required"]), ...strings(over["required"])])];
  if (required.length > 0) out["required"] = required;
  const choices = [base, over].filter((schema) => fieldsOf(schema["oneOf"]).length > 0);
  if (choices.length === 2) out["oneOf"] = [...list(base["oneOf"]), ...list(over["oneOf"])];
  return out;
}
