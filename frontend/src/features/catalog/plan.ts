import { plural, t } from "@lingui/core/macro";
import type { Limit, Plan } from "@/client/types.gen";
import { fullNumber, inWords } from "@/lib/format";

/** limitInWords says how many calls a limit lets through: "60 calls in 1 minute". */
export function limitInWords(limit: Limit): string {
  const calls = plural(limit.requests, { one: "# call", other: "# calls" });
  return t`${calls} in ${inWords(limit.windowSeconds)}`;
}

export function quotaInWords({ quota }: Plan): string {
  if (!quota) return t`no quota`;
  const calls = fullNumber(quota.requests);
  return quota.period === "day" ? t`${calls} calls a day` : t`${calls} calls a month`;
}
