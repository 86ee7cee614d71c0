import { string } from "@/lib/json";
import type { Index } from "./model";

/** contactOf is whom a document names for questions, as a link; its text is empty where it names nobody. */
export function contactOf({ contact }: Pick<Index, "contact">): { href: string; text: string } {
  const mail = string(contact["email"]);
  const url = string(contact["url"]);
  return { href: mail ? `mailto:${mail}` : url, text: mail || string(contact["name"]) || url };
}
