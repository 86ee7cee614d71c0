import { t } from "@lingui/core/macro";

/** jsonMistakeOf says where a text stops being JSON, "" when it is. Each browser words the place in its own way. */
export function jsonMistakeOf(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    const { line, column } = placeOf(text, error instanceof Error ? error.message : "");
    return t`Not JSON: look at line ${line}, column ${column}.`;
  }
}

function placeOf(text: string, message: string): { line: number; column: number } {
  const said = /line (\d+) column (\d+)/.exec(message);
  if (said) return { line: Number(said[1]), column: Number(said[2]) };
  const position = /position (\d+)/.exec(message);
  const before = text.slice(0, position ? Number(position[1]) : text.length).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** prettyJson breaks and indents JSON without touching its numbers and strings; other text stays as it is. */
export function prettyJson(text: string): string {
  if (jsonMistakeOf(text)) return text;
  let out = "";
  let depth = 0;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const opens = token === "{" || token === "[";
    const closes = next === "}" || next === "]";
    if (opens) depth += 1;
    if (closes) depth -= 1;
    out += token === ":" ? ": " : token;
    if (token === "," || (opens && !closes) || (closes && !opens)) out += `\n${"  ".repeat(depth)}`;
  }
  return out;
}
