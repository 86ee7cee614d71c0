/** Line is one line of a comparison: in both texts, only in the old one, or only in the new one. */
export type Line = { kind: "same" | "gone" | "new"; text: string };

/** Stretch is what a reader sees at once: lines near a change, or how many unchanged ones were left out. */
export type Stretch = { lines: Line[] } | { left: number };

// The table of the longest common subsequence grows with the product of both lengths; texts that differ in more than this
// are shown as replaced whole.
const cellsMax = 4_000_000;

/** compare answers the fewest lines that turn one text into the other, in order; what goes stands before what comes. */
export function compare(before: string, after: string): Line[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [
    ...marked("same", a.slice(0, head)),
    ...changed(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...marked("same", a.slice(a.length - tail)),
  ];
}

function marked(kind: Line["kind"], lines: readonly string[]): Line[] {
  return lines.map((text) => ({ kind, text }));
}

function changed(a: readonly string[], b: readonly string[]): Line[] {
  if (a.length * b.length > cellsMax) return [...marked("gone", a), ...marked("new", b)];
  const width = b.length + 1;
  const common = commonLengths(a, b);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      i++;
      j++;
    } else if (
      left !== undefined &&
      (right === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: "gone", text: left });
      i++;
    } else if (right !== undefined) {
      lines.push({ kind: "new", text: right });
      j++;
    }
  }
  return lines;
}

/** commonLengths answers, for each pair of places, how many lines the rests of both texts have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] =
        a[i] === b[j] ? (common[at + width + 1] ?? 0) + 1 : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
    }
  }
  return common;
}

/** stretches leaves out unchanged lines that are further than `near` lines from every change. */
export function stretches(lines: readonly Line[], near = 3): Stretch[] {
  const shown = lines.map(() => false);
  lines.forEach((line, at) => {
    if (line.kind !== "same") shown.fill(true, Math.max(0, at - near), at + near + 1);
  });
  const found: Stretch[] = [];
  lines.forEach((line, at) => {
    const last = found.at(-1);
    if (shown[at]) {
      if (last && "lines" in last) last.lines.push(line);
      else found.push({ lines: [line] });
    } else if (last && "left" in last) last.left++;
    else found.push({ left: 1 });
  });
  return found;
}
