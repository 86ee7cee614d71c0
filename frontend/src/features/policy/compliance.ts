import type { ComplianceDay } from "@/client/types.gen";

export type RuleTrend = { key: string; now: ComplianceDay; before: ComplianceDay | undefined; days: ComplianceDay[] };

/** share is which part of the tokens meets a rule, in whole percent; a broken rule never rounds up to all. */
export function share({ tokens, breaking }: Pick<ComplianceDay, "tokens" | "breaking">): number {
  if (tokens === 0 || breaking === 0) return 100;
  return Math.min(99, Math.round(((tokens - breaking) / tokens) * 100));
}

/** trendsOf gathers the days of each rule that still holds on the newest day. before is the oldest within the last 30. */
export function trendsOf(days: readonly ComplianceDay[]): RuleTrend[] {
  const newest = days.at(-1)?.day;
  const byRule = new Map<string, ComplianceDay[]>();
  for (const day of days) {
    const key = [day.level, day.id, day.rule].join(" ");
    byRule.set(key, [...(byRule.get(key) ?? []), day]);
  }
  const trends: RuleTrend[] = [];
  for (const [key, all] of byRule) {
    const now = all.at(-1);
    if (!now || now.day !== newest) continue;
    const from = new Date(Date.parse(now.day) - 30 * 86_400_000).toISOString().slice(0, 10);
    trends.push({ key, now, before: all.find((one) => one.day >= from && one.day < now.day), days: all });
  }
  return trends;
}
