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

/** planValues is a plan as its form holds it; a new one begins with a limit that hurts nobody. */
export function planValues(plan: Plan | undefined): PlanValues {
  return {
    name: plan?.name ?? "",
    description: plan?.description ?? "",
    approval: plan?.approval ?? "manual",
    environments: plan?.environments ?? ["sandbox", "live"],
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
