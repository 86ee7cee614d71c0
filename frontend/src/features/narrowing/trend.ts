import type { Campaign } from "@/client/types.gen";

/** trendOf sums what was narrowed, day by day, from the day when the campaign began. */
export function trendOf({ createdAt, days }: Pick<Campaign, "createdAt" | "days">) {
  let sum = 0;
  const rows = days.map(({ day, narrowed }) => {
    sum += narrowed;
    return { day, narrowed: sum };
  });
  const began = createdAt.slice(0, 10);
  return rows[0]?.day === began ? rows : [{ day: began, narrowed: 0 }, ...rows];
}
