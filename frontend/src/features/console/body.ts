import { exampleOf } from "@/features/reference/example";
import type { Schemas } from "@/features/reference/merge";
import type { Media } from "@/features/reference/model";
import { pretty } from "@/lib/json";
import { mistakesOf } from "./check";
import { jsonMistakeOf } from "./jsonSyntax";
import { type Field, formFields, initialValues, type Values } from "./model";
import { type Body, formOf } from "./serialize";

export type Mode = "json" | "text" | "form" | "multipart" | "file";

/** Draft is what the reader has in mind to send as body. */
export type Draft = { type: string; text: string; values: Values; file: File | null };

export function modeOf(type: string): Mode {
  if (/[/+]json\b/i.test(type) || type === "*/*" || type === "") return "json";
  if (/x-www-form-urlencoded/i.test(type)) return "form";
  if (/^multipart\//i.test(type)) return "multipart";
  return /^text\/|xml|yaml|javascript|graphql|ndjson/i.test(type) ? "text" : "file";
}

/** sentAs is the concrete type behind what a document writes for any. */
export const sentAs = (type: string): string => (type.includes("*") || type === "" ? "application/json" : type);

export function inputsOf(media: Media | undefined, schemas: Schemas): Field[] {
  const mode = modeOf(media?.type ?? "");
  return media && (mode === "form" || mode === "multipart")
    ? formFields(media.schema, schemas, mode === "multipart")
    : [];
}

/** draftOf begins with the document's example, or one made from its schema. */
export function draftOf(media: Media | undefined, schemas: Schemas): Draft {
  const mode = modeOf(media?.type ?? "");
  const example =
    media?.examples[0]?.value ??
    (media?.schema === undefined ? undefined : exampleOf(media.schema, schemas, "request"));
  const text = mode === "json" || mode === "text" ? textOf(example, mode) : "";
  return { type: media?.type ?? "", text, values: initialValues(inputsOf(media, schemas)), file: null };
}

function textOf(example: unknown, mode: Mode): string {
  if (example === undefined || example === null) return "";
  if (mode === "json" && typeof example === "string") return jsonMistakeOf(example) ? JSON.stringify(example) : example;
  return pretty(example);
}

/** bodyMistakes says what is wrong with a body; "" is the key of text and of a single file. */
export function bodyMistakes(draft: Draft, inputs: readonly Field[], needed: string): Record<string, string> {
  const mode = modeOf(draft.type);
  if (mode === "form" || mode === "multipart") return mistakesOf(inputs, draft.values);
  const empty = mode === "file" ? draft.file === null : draft.text.trim() === "";
  const mistake = empty ? needed : mode === "json" ? jsonMistakeOf(draft.text) : "";
  return mistake ? { "": mistake } : {};
}

/** bodyOf is the body as it travels. */
export function bodyOf(draft: Draft, inputs: readonly Field[]): Body {
  const type = sentAs(draft.type);
  switch (modeOf(draft.type)) {
    case "form":
      return formOf(inputs, draft.values, false);
    case "multipart":
      return formOf(inputs, draft.values, true);
    case "file":
      return draft.file ? { kind: "file", type, file: draft.file } : { kind: "none" };
    default:
      return draft.text.trim() ? { kind: "text", type, text: draft.text } : { kind: "none" };
  }
}

/** sizeOf is about how many bytes a body has. */
export function sizeOf(body: Body): number {
  if (body.kind === "text") return new Blob([body.text]).size;
  if (body.kind === "file") return body.file.size;
  if (body.kind === "form") return new Blob(body.pairs.flat()).size;
  if (body.kind === "multipart") return new Blob(body.parts.map((part) => part.value)).size;
  return 0;
}
