import { plural, t } from "@lingui/core/macro";
import type { Limit, Plan } from "@/client/types.gen";
import { inWords } from "@/lib/format";

/** limitInWords says how many calls a limit lets through: "60 calls in 1 minute", and who shares them where it isn't one app. */
export function limitInWords(limit: Limit): string {
  const calls = plural(limit.requests, { one: "# call", other: "# calls" });
  const window = inWords(limit.windowSeconds);
  if (limit.per === "team") return t`${calls} in ${window}, shared by all apps of one owner`;
  return limit.per === "token" ? t`${calls} in ${window} for each token` : t`${calls} in ${window}`;
}

export function quotaInWords({ quota }: Plan): string {
  if (!quota) return t`no quota`;
  const calls = plural(quota.requests, { one: "# call", other: "# calls" });
  const text = quota.period === "day" ? t`${calls} a day` : t`${calls} a month`;
  return quota.per === "team" ? t`${text}, shared by all apps of one owner` : text;
}
