/** Markup is a piece of HTML as people write it in descriptions: a tag that opens or closes, or text. */
export type Markup = { kind: "open" | "close" | "text"; name: string; text: string; href: string };

// What may stand in a description. Everything else is left out; of script and style also what is inside.
const known = new Set(
  "a b blockquote br code dd dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s strong sub sup table tbody td th thead tr u ul".split(
    " ",
  ),
);
const dropped = /<(script|style|iframe|svg|math|template|noscript|title|textarea)\b[\s\S]*?(<\/\1\s*>|$)/gi;
// A tag ends before the next one begins: else each of many unfinished ones would look at all of the rest.
const pieces = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** unescaped resolves the references to characters that descriptions use; unknown ones stay as they are written. */
export function unescaped(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** web answers an address that may become a link: http and https only, else nothing. */
export const web = (address: string): string => (/^https?:\/\//i.test(address.trim()) ? address.trim() : "");

/** markupOf splits HTML into what may be shown. It never yields an attribute other than the address of a link. */
export function markupOf(html: string): Markup[] {
  const source = html.replace(dropped, "");
  const out: Markup[] = [];
  const text = (raw: string) => raw && out.push({ kind: "text", name: "", text: unescaped(raw), href: "" });
  let end = 0;
  for (const found of source.matchAll(pieces)) {
    text(source.slice(end, found.index));
    end = found.index + found[0].length;
    const name = (found[2] ?? "").toLowerCase();
    if (!known.has(name)) continue;
    const href = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(found[3] ?? "");
    out.push({
      kind: found[1] ? "close" : "open",
      name,
      text: "",
      href: web(unescaped(href?.[1] ?? href?.[2] ?? href?.[3] ?? "")),
    });
  }
  text(source.slice(end));
  return out;
}
