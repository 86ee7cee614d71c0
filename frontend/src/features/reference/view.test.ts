import { describe, expect, it } from "vitest";
import "@/lib/i18n";
import { constraintsOf, enumOf } from "./constraints";
import { exampleOf } from "./example";
import { resolve } from "./merge";
import { bodyOf, isCircular, typeLabel, viewOf } from "./view";

const schemas = {
  Node: {
    type: "object",
    properties: { next: { $ref: "#/schemas/Node" }, list: { type: "array", items: { $ref: "#/schemas/Node" } } },
  },
  Loop: { allOf: [{ $ref: "#/schemas/Loop" }, { type: "object", properties: { a: { type: "string" } } }] },
  Base: { type: "object", required: ["id"], properties: { id: { type: "string", description: "base" } } },
  Pet: {
    oneOf: [{ $ref: "#/schemas/Cat" }, { $ref: "#/schemas/Dog" }, { type: "null" }],
    discriminator: { propertyName: "kind", mapping: { meow: "#/schemas/Cat" } },
  },
  Cat: { type: "object", properties: { kind: { const: "meow" } } },
  Dog: { type: "object", title: "A dog", properties: { kind: { const: "woof" } } },
};

const keys = (value: unknown, direction: "request" | "response" | "both" = "both") =>
  viewOf(value, schemas, direction).children.map((child) => child.key);

describe("resolve", () => {
  it("merges allOf: properties add up and required is the union", () => {
    const own = {
      allOf: [{ $ref: "#/schemas/Base" }, { required: ["n"], properties: { n: { type: "integer" } } }],
      properties: { id: { maxLength: 3 } },
    };
    const { schema } = resolve(own, schemas);
    expect(schema["required"]).toEqual(["id", "n"]);
    expect(schema["properties"]).toEqual({
      id: { type: "string", description: "base", maxLength: 3 },
      n: { type: "integer" },
    });
  });
  it("ends where a circle of allOf would begin again", () => {
    expect(Object.keys(resolve({ $ref: "#/schemas/Loop" }, schemas).schema["properties"] as object)).toEqual(["a"]);
  });
  it("lets words beside a reference win", () => {
    expect(resolve({ $ref: "#/schemas/Base", description: "mine" }, schemas).schema["description"]).toBe("mine");
  });
  it("names a schema that the chunk does not carry", () => {
    expect(resolve({ $ref: "#/schemas/Far~1away" }, schemas).missing).toBe("Far/away");
  });
});

describe("viewOf", () => {
  it("leaves read-only members out of requests and write-only ones out of answers", () => {
    const value = { properties: { id: { readOnly: true }, secret: { writeOnly: true }, name: {} } };
    expect(keys(value, "request")).toEqual(["secret", "name"]);
    expect(keys(value, "response")).toEqual(["id", "name"]);
    expect(keys(value)).toEqual(["id", "secret", "name"]);
  });
  it("shows patterns, other names and tuples as members", () => {
    expect(keys({ patternProperties: { "^x-": {} }, additionalProperties: { type: "string" } })).toEqual([
      "/^x-/",
      "*",
    ]);
    expect(keys({ prefixItems: [{ type: "string" }], items: { type: "integer" } })).toEqual(["[0]", "[]"]);
  });
  it("labels alternatives by their discriminator value and tells null apart", () => {
    const view = viewOf({ $ref: "#/schemas/Pet" }, schemas, "both");
    expect(view.nullable).toBe(true);
    expect(view.choices[0]).toMatchObject({ kind: "oneOf", by: "kind" });
    expect(view.choices[0]?.options.map((option) => option.label)).toEqual(["meow", "Dog"]);
  });
  it("knows a schema below itself", () => {
    const top = viewOf({ $ref: "#/schemas/Node" }, schemas, "both");
    const next = top.children.find((child) => child.key === "next");
    expect(isCircular(viewOf(next?.schema, schemas, "both"), top.names)).toBe(true);
  });
  it("opens arrays straight to their items", () => {
    expect(bodyOf({ type: "array", items: { $ref: "#/schemas/Base" } }, schemas, "both").names).toEqual(["Base"]);
  });
  it("reads boolean schemas", () => {
    expect(viewOf(true, schemas, "both").children).toEqual([]);
    expect(viewOf(false, schemas, "both").schema).toEqual({ not: {} });
  });
});

describe("words", () => {
  it("names types", () => {
    expect(typeLabel({ type: ["string", "null"], format: "date" }, schemas)).toEqual({
      text: "string (date)",
      ref: undefined,
      nullable: true,
    });
    expect(typeLabel({ type: "array", items: { $ref: "#/schemas/Base" } }, schemas)).toMatchObject({
      text: "array of object",
      ref: "#/schemas/Base",
    });
    expect(typeLabel({ enum: ["a", "b"] }, schemas).text).toBe("string");
  });
  it("says constraints", () => {
    expect(constraintsOf({ minLength: 2, maxLength: 4, exclusiveMinimum: 0, uniqueItems: true })).toEqual([
      "2 to 4 characters",
      "more than 0",
      "no item twice",
    ]);
    expect(constraintsOf({ minItems: 1, maxItems: 1 })).toEqual(["exactly 1 item"]);
  });
  it("describes enum values", () => {
    expect(enumOf({ enum: ["a", 1], "x-enumDescriptions": { a: "first" } })).toEqual([
      { value: '"a"', description: "first" },
      { value: "1", description: "" },
    ]);
  });
});

describe("exampleOf", () => {
  it("prefers what the document gives", () => {
    expect(
      exampleOf(
        {
          type: "object",
          properties: { a: { examples: [5] }, b: { default: "x" }, c: { enum: ["q"] }, d: { const: null } },
        },
        schemas,
        "both",
      ),
    ).toEqual({ a: 5, b: "x", c: "q", d: null });
  });
  it("ends at circles", () => {
    expect(exampleOf({ $ref: "#/schemas/Node" }, schemas, "both")).toEqual({ list: [{}] });
  });
  it("takes the first alternative", () => {
    expect(exampleOf({ $ref: "#/schemas/Pet" }, schemas, "both")).toEqual({ kind: "meow" });
  });
});
