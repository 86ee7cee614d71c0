import type { Policy, PolicyPart, PolicyRequest } from "@/client/types.gen";

const day = 86_400;
const hour = 3_600;

/** Level is one below the portal. */
export type Level = "api" | "team" | "app";

/** Values are a level's rules in the units that people think in. An empty one leaves its rule to the levels above. */
export type Values = {
  defaultLifeDays: number | string;
  maxLifeDays: number | string;
  maxOverlapHours: number | string;
  finishSilentHours: number | string;
  idleDays: number | string;
  rotationWarnDays: number | string;
  rotationBlockDays: number | string;
  tokensPerApp: number | string;
  nameRule: string;
  descriptionRequired: boolean;
  networksForHighRisk: boolean;
  kinds: Policy["kinds"];
  stepUp: Policy["stepUp"];
  leakResponse: Policy["leakResponse"] | "";
  ephemeralLifeSeconds: number | string;
  selfRotation: boolean;
  /** A rule of the portal alone. */
  inactiveAccountDays: number | string;
};

const inUnits = (seconds: number | undefined, unit: number) => (seconds === undefined ? "" : seconds / unit);

export function valuesOf(part: PolicyPart): Values {
  return {
    defaultLifeDays: inUnits(part.defaultLifeSeconds, day),
    maxLifeDays: inUnits(part.maxLifeSeconds, day),
    maxOverlapHours: inUnits(part.maxOverlapSeconds, hour),
    finishSilentHours: part.finishSilentHours ?? "",
    idleDays: part.idleDays ?? "",
    rotationWarnDays: part.rotationWarnDays ?? "",
    rotationBlockDays: part.rotationBlockDays ?? "",
    tokensPerApp: part.tokensPerApp ?? "",
    nameRule: part.nameRule ?? "",
    descriptionRequired: part.descriptionRequired ?? false,
    networksForHighRisk: part.networksForHighRisk ?? false,
    kinds: part.kinds ?? [],
    stepUp: part.stepUp ?? [],
    leakResponse: part.leakResponse ?? "",
    ephemeralLifeSeconds: part.ephemeralLifeSeconds ?? "",
    selfRotation: part.selfRotation ?? true,
    inactiveAccountDays: part.inactiveAccountDays ?? "",
  };
}

const whole = (value: number | string, unit = 1) => (value === "" ? undefined : Math.round(Number(value) * unit));

/** partOf is what a level says: nothing about what was left empty. */
export function partOf(values: Values): PolicyPart {
  const part = {
    defaultLifeSeconds: whole(values.defaultLifeDays, day),
    maxLifeSeconds: whole(values.maxLifeDays, day),
    maxOverlapSeconds: whole(values.maxOverlapHours, hour),
    finishSilentHours: whole(values.finishSilentHours),
    idleDays: whole(values.idleDays),
    rotationWarnDays: whole(values.rotationWarnDays),
    rotationBlockDays: whole(values.rotationBlockDays),
    tokensPerApp: whole(values.tokensPerApp),
    nameRule: values.nameRule || undefined,
    descriptionRequired: values.descriptionRequired || undefined,
    networksForHighRisk: values.networksForHighRisk || undefined,
    kinds: values.kinds.length > 0 ? values.kinds : undefined,
    stepUp: values.stepUp.length > 0 ? values.stepUp : undefined,
    leakResponse: values.leakResponse || undefined,
    ephemeralLifeSeconds: whole(values.ephemeralLifeSeconds),
    selfRotation: values.selfRotation ? undefined : false,
  };
  return JSON.parse(JSON.stringify(part)); // leaves out what is undefined
}

/** requestOf is the portal's rules, which say something about every rule. */
export function requestOf(values: Values): PolicyRequest {
  return {
    defaultLifeSeconds: whole(values.defaultLifeDays, day) ?? 0,
    maxLifeSeconds: whole(values.maxLifeDays, day) ?? 0,
    maxOverlapSeconds: whole(values.maxOverlapHours, hour) ?? 0,
    finishSilentHours: whole(values.finishSilentHours) ?? 0,
    idleDays: whole(values.idleDays) ?? 0,
    rotationWarnDays: whole(values.rotationWarnDays) ?? 0,
    rotationBlockDays: whole(values.rotationBlockDays) ?? 0,
    tokensPerApp: whole(values.tokensPerApp) ?? 0,
    nameRule: values.nameRule,
    descriptionRequired: values.descriptionRequired,
    networksForHighRisk: values.networksForHighRisk,
    kinds: values.kinds,
    stepUp: values.stepUp,
    leakResponse: values.leakResponse || "revoke",
    ephemeralLifeSeconds: whole(values.ephemeralLifeSeconds) ?? 0,
    selfRotation: values.selfRotation,
    inactiveAccountDays: whole(values.inactiveAccountDays) ?? 0,
  };
}

/** accountsChange says what of a change concerns accounts that nobody uses, and whether it is all of it. */
export function accountsChange(before: Values, after: Values): { accounts?: number; accountsOnly?: boolean } {
  const accounts = whole(after.inactiveAccountDays) ?? 0;
  if (accounts === (whole(before.inactiveAccountDays) ?? 0)) return {};
  const others = (values: Values) => JSON.stringify(requestOf({ ...values, inactiveAccountDays: 0 }));
  return { accounts, accountsOnly: others(before) === others(after) };
}

/** formErrors moves the server's mistakes to the fields, whose units differ. */
export function formErrors(errors: Record<string, string>): Record<string, string> {
  const named: Record<string, string> = {};
  const units: Record<string, string> = {
    defaultLifeSeconds: "defaultLifeDays",
    maxLifeSeconds: "maxLifeDays",
    maxOverlapSeconds: "maxOverlapHours",
  };
  for (const [field, message] of Object.entries(errors)) {
    const [first = field] = field.split(".");
    named[units[first] ?? first] = message;
  }
  return named;
}
