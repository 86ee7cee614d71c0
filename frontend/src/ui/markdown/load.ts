import type { ComponentType } from "react";

export type Body = ComponentType<{ text: string }>;

let body: Body | undefined;

/** loadBody fetches the parser. A page that will need it loads it with its data, and is then drawn once instead of twice. */
export async function loadBody(): Promise<{ default: Body }> {
  const module = await import("./MarkdownBody");
  body = module.default;
  return module;
}

/** loadedBody is the parser where it is already here. */
export const loadedBody = (): Body | undefined => body;
