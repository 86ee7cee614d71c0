import type { Campaign } from "@/client/types.gen";

/** trendOf sums what was narrowed, day by day, from nothing on the day when the campaign began. */
export function trendOf({ createdAt, days }: Pick<Campaign, "createdAt" | "days">) {
  let sum = 0;
  const rows = days.map(({ day, narrowed }) => {
    sum += narrowed;
    return { day, narrowed: sum };
  });
  return [{ day: createdAt.slice(0, 10), narrowed: 0 }, ...rows];
}
