import { type Fields, fields, list, number, string, strings } from "@/lib/json";
import { examplesOf } from "./constraints";
import { resolve, type Schemas } from "./merge";
import type { Direction } from "./view";

/**
 * exampleOf makes a value that looks like the schema: its own examples first, then defaults and enums, then something
 * plain of the right type. Circles and very deep schemas end in an empty value.
 */
export function exampleOf(
  value: unknown,
  schemas: Schemas,
  direction: Direction,
  above: readonly string[] = [],
): unknown {
  const { schema, names } = resolve(value, schemas);
  const [given] = examplesOf(schema);
  if (given !== undefined) return given;
  if ("const" in schema) return schema["const"];
  if ("default" in schema) return schema["default"];
  const allowed = list(schema["enum"]);
  if (allowed.length > 0) return allowed[0];
  const path = [...above, ...names];
  const deep = names.some((name) => above.includes(name)) || above.length > 12;
  const [choice] = [...list(schema["oneOf"]), ...list(schema["anyOf"])];
  if (choice !== undefined && !deep) {
    const made = exampleOf(choice, schemas, direction, path);
    const own = objectOf(schema, schemas, direction, path);
    return isPlain(made) ? { ...own, ...made } : made;
  }
  const types = strings([schema["type"]].flat()).filter((type) => type !== "null");
  const type = types[0] ?? ("properties" in schema ? "object" : "items" in schema ? "array" : "");
  if (type === "object") return deep ? {} : objectOf(schema, schemas, direction, path);
  if (type === "array")
    return deep || !("items" in schema) ? [] : [exampleOf(schema["items"], schemas, direction, path)];
  return plain(type, schema);
}

const isPlain = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function objectOf(schema: Fields, schemas: Schemas, direction: Direction, above: readonly string[]): Fields {
  const hidden = direction === "request" ? "readOnly" : "writeOnly";
  const out: Fields = {};
  for (const [name, property] of Object.entries(fields(schema["properties"]))) {
    const resolved = resolve(property, schemas);
    if (resolved.schema[hidden] === true && direction !== "both") continue;
    if (resolved.names.some((other) => above.includes(other))) continue;
    out[name] = exampleOf(property, schemas, direction, above);
  }
  return out;
}

const formats: Record<string, string> = {
  "date-time": "2026-01-31T09:30:00Z",
  date: "2026-01-31",
  time: "09:30:00Z",
  duration: "PT15M",
  email: "person@example.com",
  uuid: "6f1c2f0e-3b1a-4d5e-9c7b-2a8d4e6f1b3c",
  uri: "https://example.com",
  url: "https://example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  byte: "aGVsbG8=",
};

function plain(type: string, schema: Fields): unknown {
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return number(schema["minimum"]) ?? 1;
  if (type === "string") return formats[string(schema["format"])] ?? "text";
  return null;
}
