import { useLingui } from "@lingui/react/macro";
import type { EffectivePolicy } from "@/client/types.gen";
import { inDays, usePolicyWords } from "@/features/policy/words";
import { expiryOf, type TokenValues } from "./values";

/** misnamed answers the first of the rules that a name does not match whole. A rule that browsers can't read is the server's. */
export function misnamed<T extends { rule: string }>(name: string, rules: readonly T[]): T | undefined {
  return rules.find(({ rule }) => {
    try {
      return !new RegExp(`^(?:${rule})$`, "u").test(name);
    } catch {
      return false;
    }
  });
}

/** useMistakes words what is wrong with a step's values, by field, before the server is asked. */
export function useMistakes(policy: EffectivePolicy | undefined) {
  const { t } = useLingui();
  const { place } = usePolicyWords();
  const name = (value: string) => {
    const broken = misnamed(value, policy?.names ?? []);
    return broken && t`It must match ${broken.rule}. ${place(broken.origin)} says so.`;
  };
  const description = (value: string) =>
    policy?.rules.descriptionRequired && !value.trim() ? t`Policy asks for a description.` : undefined;
  const expiry = (values: TokenValues, now: number) => {
    const at = expiryOf(values, now);
    if (!at) return t`Choose when it stops working.`;
    const left = (Date.parse(at) - now) / 1000;
    if (left <= 0) return t`This is past.`;
    const most = policy?.rules.maxLifeSeconds;
    return most && left > most ? t`Policy allows at most ${inDays(most)}.` : undefined;
  };
  const origins = ({ template, origins }: TokenValues) =>
    template === "browser" && origins.length === 0
      ? t`Name the pages that it works on, or start with another template.`
      : undefined;
  return {
    name,
    /** of answers the mistakes of one step. */
    of: (step: number, values: TokenValues, now: number): Record<string, string> => {
      const found =
        step === 1
          ? {
              name: values.name.trim() ? name(values.name.trim()) : t`A token needs a name.`,
              description: description(values.description),
            }
          : step === 3
            ? { expiresAt: expiry(values, now), origins: origins(values) }
            : {};
      return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => Boolean(entry[1])));
    },
  };
}
