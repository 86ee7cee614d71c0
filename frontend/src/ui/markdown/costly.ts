// Bounds of what the parser is given: beyond them its work grows with the square of a text, or a short text becomes a page
// that no browser holds. The server has the same ones for guides; no text that people read comes near.
const lengthMax = 200_000;
const bracketsMax = 2_000; // openings of links and pictures
const marksMax = 20_000; // stars, underscores, tildes and backticks
const cellsMax = 20_000; // of the largest table, which is as wide as its widest line in all its lines
const depthMax = 50; // quotes and list items in one line
const indentMax = 200; // lists within lists over many lines
const tagsMax = 5_000;

const count = (text: string, one: RegExp) => text.match(one)?.length ?? 0;

/** costly says whether rendering a text would take more than its length is worth. Its own work is a few looks at each character. */
export function costly(text: string): boolean {
  return (
    text.length > lengthMax ||
    count(text, /\[/g) > bracketsMax ||
    count(text, /[*_~`]/g) > marksMax ||
    count(text, /</g) > tagsMax ||
    costlyLines(text)
  );
}

function costlyLines(text: string): boolean {
  let widest = 0;
  let rows = 0; // lines that follow each other
  for (const line of text.split("\n")) {
    const begins = line.search(/\S/);
    if (begins > indentMax) return true;
    if (begins < 0) {
      widest = rows = 0;
      continue;
    }
    rows++;
    widest = Math.max(widest, count(line, /\|/g) + 1);
    if ((widest > 2 && widest * rows > cellsMax) || marksBefore(line) > depthMax) return true;
  }
  return false;
}

/** marksBefore counts the marks of quotes and lists at the beginning of a line; a line of nothing else but rules is one. */
function marksBefore(line: string): number {
  const marks = /^[>\-+*\s]*/.exec(line)?.[0] ?? "";
  if (marks.length === line.length && !marks.includes(">")) return 0;
  return count(marks, /[>\-+*]/g);
}
