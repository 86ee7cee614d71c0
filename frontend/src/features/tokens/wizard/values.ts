import type { Policy, Token, TokenCreate } from "@/client/types.gen";
import type { TemplateKey } from "./templateKeys";

export type TokenValues = {
  /** The template that it began with; it only chooses what the steps advise. */
  template: TemplateKey;
  name: string;
  description: string;
  environment: Token["environment"];
  scopes: string[];
  /** Whether scopes were chosen by the template already; what somebody takes away stays away. */
  picked: boolean;
  networks: string[];
  origins: string[];
  notBefore: string;
  /** Days of life, or "custom" with a local date and time in expiresAt. */
  life: string;
  expiresAt: string;
};

export const emptyValues: TokenValues = {
  template: "empty",
  name: "",
  description: "",
  environment: "sandbox",
  scopes: [],
  picked: false,
  networks: [],
  origins: [],
  notBefore: "",
  life: "30",
  expiresAt: "",
};

/** lifeChoices are the usual lives within the policy's longest, in days, and the one that is chosen, such as by a link. */
export function lifeChoices(policy: Policy | undefined, chosen = "custom"): number[] {
  const longest = policy?.maxLifeSeconds ? Math.floor(policy.maxLifeSeconds / 86_400) : 365;
  const usual = [7, 30, 90, 180, 365].filter((days) => days <= longest);
  const choices = usual.length > 0 ? usual : [Math.max(1, longest)];
  const own = Number(chosen);
  return chosen === "custom" || choices.includes(own) ? choices : [...choices, own].sort((a, b) => a - b);
}

/** expiryOf is when a token with these values would expire; undefined while a custom time is missing. */
export function expiryOf(values: TokenValues, now: number): string | undefined {
  if (values.life !== "custom") return new Date(now + Number(values.life) * 86_400_000).toISOString();
  return values.expiresAt ? new Date(values.expiresAt).toISOString() : undefined;
}

/** toBody is the request that the values stand for; empty parts are left out. */
export function toBody(values: TokenValues, now: number): TokenCreate {
  const { name, description, environment, scopes, networks, origins, notBefore } = values;
  const expiresAt = expiryOf(values, now);
  return {
    name,
    environment,
    scopes,
    ...(description && { description }),
    ...(networks.length > 0 && { networks }),
    ...(origins.length > 0 && { origins }),
    ...(notBefore && { notBefore: new Date(notBefore).toISOString() }),
    ...(expiresAt && { expiresAt }),
  };
}

const places: Record<string, number> = { name: 1, description: 1, environment: 1, scopes: 2 };

/** stepOf is the wizard's step that holds a field, so that a refusal opens where the mistake is. */
export function stepOf(field: string): number {
  return places[field.split(".")[0] ?? ""] ?? 3;
}
