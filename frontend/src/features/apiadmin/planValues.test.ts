import { expect, test } from "vitest";
import type { Plan } from "@/client/types.gen";
import { planRequest, planValues } from "./planValues";

const plan: Plan = {
  id: "pln_1",
  name: "Partner",
  description: "",
  approval: "manual",
  environments: ["live"],
  limits: [{ name: "minute", requests: 60, windowSeconds: 60, per: "team" }],
  quota: { requests: 10_000, period: "day", per: "team" },
  version: 1,
};

test("a plan that counts per team still does so after its form was saved", () => {
  const saved = planRequest(planValues(plan));
  expect(saved.limits).toEqual(plan.limits);
  expect(saved.quota).toEqual(plan.quota);
});

test("a plan from before teams counts per app", () => {
  expect(planRequest(planValues({ ...plan, quota: { requests: 10, period: "month" } })).quota).toEqual({
    requests: 10,
    period: "month",
    per: "app",
  });
});

test("the first plan opens the sandbox to every new app, and the next one is for live calls", () => {
  const first = planValues(undefined, [plan]);
  expect([first.environments, first.approval]).toEqual([["sandbox"], "automatic"]);
  const next = planValues(undefined, [{ ...plan, environments: ["sandbox"], approval: "automatic" }]);
  expect([next.environments, next.approval]).toEqual([["live"], "manual"]);
});
