import type { Policy, PolicyRequest } from "@/client/types.gen";

const day = 86_400;
const hour = 3_600;

export type PolicyValues = {
  defaultLifeDays: number | string;
  maxLifeDays: number | string;
  maxOverlapHours: number | string;
  idleDays: number | string;
  tokensPerApp: number | string;
  nameRule: string;
  descriptionRequired: boolean;
  networksForHighRisk: boolean;
  leakResponse: Policy["leakResponse"];
  ephemeralLifeSeconds: number | string;
  selfRotation: boolean;
};

/** policyValues shows the policy in the units that people think in. */
export function policyValues(policy: Policy): PolicyValues {
  const { idleDays, tokensPerApp, nameRule, descriptionRequired, networksForHighRisk, leakResponse } = policy;
  return {
    defaultLifeDays: policy.defaultLifeSeconds / day,
    maxLifeDays: policy.maxLifeSeconds / day,
    maxOverlapHours: policy.maxOverlapSeconds / hour,
    idleDays,
    tokensPerApp,
    nameRule,
    descriptionRequired,
    networksForHighRisk,
    leakResponse,
    ephemeralLifeSeconds: policy.ephemeralLifeSeconds,
    selfRotation: policy.selfRotation,
  };
}

export function policyRequest(values: PolicyValues): PolicyRequest {
  const { nameRule, descriptionRequired, networksForHighRisk, leakResponse } = values;
  return {
    defaultLifeSeconds: Math.round(Number(values.defaultLifeDays) * day),
    maxLifeSeconds: Math.round(Number(values.maxLifeDays) * day),
    maxOverlapSeconds: Math.round(Number(values.maxOverlapHours) * hour),
    idleDays: Number(values.idleDays),
    tokensPerApp: Number(values.tokensPerApp),
    nameRule,
    descriptionRequired,
    networksForHighRisk,
    leakResponse,
    ephemeralLifeSeconds: Number(values.ephemeralLifeSeconds),
    selfRotation: values.selfRotation,
  };
}
