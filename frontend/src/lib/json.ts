// Reading JSON whose shape nobody promised: documents of strangers. A wrong type reads as missing.

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const fields = (value: unknown): Fields => (isFields(value) ? value : {});
export const string = (value: unknown): string => (typeof value === "string" ? value : "");
export const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
export const flag = (value: unknown): boolean => value === true;
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const fieldsOf = (value: unknown): Fields[] => list(value).filter(isFields);
export const strings = (value: unknown): string[] => list(value).filter((item) => typeof item === "string");

/** pretty writes a value as people read JSON; text that is not JSON stays as it is. */
export function pretty(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

/** inline writes a value in one line: strings in quotes, so that "1" and 1 differ. */
export function inline(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
