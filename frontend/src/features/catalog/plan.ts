import { plural, t } from "@lingui/core/macro";
import type { Limit, Plan } from "@/client/types.gen";
import { inWords } from "@/lib/format";

/** limitInWords says how many calls a limit lets through: "60 calls in 1 minute". */
export function limitInWords(limit: Limit): string {
  const calls = plural(limit.requests, { one: "# call", other: "# calls" });
  return t`${calls} in ${inWords(limit.windowSeconds)}`;
}

export function quotaInWords({ quota }: Plan): string {
  if (!quota) return t`no quota`;
  const calls = plural(quota.requests, { one: "# call", other: "# calls" });
  return quota.period === "day" ? t`${calls} a day` : t`${calls} a month`;
}
