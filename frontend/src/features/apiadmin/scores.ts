import type { Version } from "@/client/types.gen";

export type Mark = {
  id: string;
  label: string;
  at: string;
  score: number;
  findings: number;
  change: number | undefined;
};

/** scoresOf lists the scores of all versions that were read, the oldest import first, each with its change. */
export function scoresOf(versions: readonly Version[]): Mark[] {
  const read = versions
    .filter((version) => version.hash !== "")
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return read.map(({ id, label, createdAt, score, findings }, index) => {
    const before = read[index - 1];
    return {
      id,
      label,
      at: createdAt,
      score,
      findings: findings.length,
      change: before && score - before.score,
    };
  });
}
