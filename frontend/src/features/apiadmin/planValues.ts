import type { Limit, Plan, PlanRequest } from "@/client/types.gen";

export type PlanValues = {
  name: string;
  description: string;
  approval: string;
  environments: string[];
  limits: Limit[];
  quota: number | string;
  period: string;
  quotaPer: string;
};

/** opensSandbox says whether a plan gives the sandbox to every new app by itself, so that its first token works. */
export const opensSandbox = ({ approval, environments }: Plan): boolean =>
  approval === "automatic" && environments.includes("sandbox");

/**
 * planValues is a plan as its form holds it. A new one begins with a limit that hurts nobody: for the sandbox, granted at
 * once, while no plan beside it does that, and then for live calls.
 */
export function planValues(plan: Plan | undefined, beside: Plan[] = []): PlanValues {
  const open = beside.some(opensSandbox);
  return {
    name: plan?.name ?? "",
    description: plan?.description ?? "",
    approval: plan?.approval ?? (open ? "manual" : "automatic"),
    environments: plan?.environments ?? [open ? "live" : "sandbox"],
    limits: plan?.limits ?? [{ name: "minute", requests: 60, windowSeconds: 60 }],
    quota: plan?.quota?.requests ?? "",
    period: plan?.quota?.period ?? "month",
    quotaPer: plan?.quota?.per ?? "app",
  };
}

export function planRequest(values: PlanValues): PlanRequest {
  const { name, description, limits } = values;
  const environments = (["sandbox", "live"] as const).filter((known) => values.environments.includes(known));
  const approval = values.approval === "automatic" ? "automatic" : "manual";
  const requests = Number(values.quota);
  const period = values.period === "day" ? ("day" as const) : ("month" as const);
  const per = values.quotaPer === "team" ? ("team" as const) : ("app" as const);
  const quota = requests > 0 ? { requests, period, per } : undefined;
  return { name, description, approval, limits, environments, ...(quota && { quota }) };
}
