import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { EffectivePolicy, Policy, RuleOrigin } from "@/client/types.gen";
import { inWords } from "@/lib/format";

const dayWords = new Intl.NumberFormat("en", { style: "unit", unit: "day", unitDisplay: "long" });

/** inDays words a length of time in days, which rules are written in, where it is whole ones. */
export const inDays = (seconds: number): string =>
  seconds % 86_400 === 0 ? dayWords.format(seconds / 86_400) : inWords(seconds);

export const ruleNames: Record<string, MessageDescriptor> = {
  maxLifeSeconds: msg`Longest life`,
  defaultLifeSeconds: msg`Life unless one is chosen`,
  rotationWarnDays: msg`Rotation is asked for`,
  rotationBlockDays: msg`Suspended unless rotated`,
  maxOverlapSeconds: msg`Longest overlap of a rotation`,
  finishSilentHours: msg`Rotations end by themselves`,
  idleDays: msg`Suspended when unused`,
  kinds: msg`Kinds`,
  tokensPerApp: msg`Tokens of one app`,
  nameRule: msg`Rule for names`,
  descriptionRequired: msg`Description`,
  networksForHighRisk: msg`Networks for high-risk scopes`,
  stepUp: msg`Further acts that ask for a passkey`,
  leakResponse: msg`When found elsewhere`,
  ephemeralLifeSeconds: msg`Longest life of an ephemeral token`,
  selfRotation: msg`Rotating by itself`,
  inactiveAccountDays: msg`Unused accounts`,
};

const words: Record<string, MessageDescriptor> = {
  live: msg`Live tokens`,
  test: msg`Sandbox tokens`,
  eph: msg`Short-lived tokens`,
  cs: msg`OAuth clients`,
  change: msg`Changing a token`,
  resume: msg`Resuming a token`,
  finish: msg`Ending a rotation early`,
  revoke: msg`It is revoked`,
  quarantine: msg`It only reads, for a day`,
  notify: msg`People are told`,
};

export const kinds = ["live", "test", "eph", "cs"] as const satisfies Policy["kinds"];
export const acts = ["change", "resume", "finish"] as const satisfies Policy["stepUp"];

/** usePolicyWords words the rules, their values and where they come from. */
export function usePolicyWords() {
  const { t, i18n } = useLingui();
  const word = (key: string) => (words[key] ? i18n._(words[key]) : key);
  const rule = (key: string) => (ruleNames[key] ? i18n._(ruleNames[key]) : key);
  const days = (n: number) => (n === 0 ? t`Never` : t`After ${inDays(n * 86_400)}`);
  const list = (keys: readonly string[]) => keys.map(word).join(", ") || t`None`;
  const value = (key: string, { rules, names }: EffectivePolicy): string => {
    switch (key) {
      case "maxLifeSeconds":
      case "defaultLifeSeconds":
        return inDays(rules[key]);
      case "selfRotation":
        return rules.selfRotation ? t`Allowed` : t`Not allowed`;
      case "ephemeralLifeSeconds":
      case "maxOverlapSeconds":
        return rules[key] === 0 ? t`None` : inDays(rules[key]);
      case "finishSilentHours":
        return rules[key] === 0 ? t`As the owner likes` : t`After ${inWords(rules[key] * 3_600)} of silence`;
      case "inactiveAccountDays":
        return rules[key] === 0 ? t`Never suspended` : t`Suspended after ${inDays(rules[key] * 86_400)}`;
      case "rotationWarnDays":
      case "rotationBlockDays":
      case "idleDays":
        return days(rules[key]);
      case "kinds":
        return rules.kinds.length === kinds.length ? t`All` : list(rules.kinds);
      case "stepUp":
        return list(rules.stepUp);
      case "tokensPerApp":
        return t`At most ${rules.tokensPerApp}`;
      case "nameRule":
        return names.map((name) => name.rule).join(t` and `) || t`Any name`;
      case "descriptionRequired":
        return rules.descriptionRequired ? t`Required` : t`As one likes`;
      case "networksForHighRisk":
        return rules.networksForHighRisk ? t`Required` : t`As one likes`;
      default:
        return word(rules.leakResponse);
    }
  };
  const place = ({ level, name }: Pick<RuleOrigin, "level" | "name">) => {
    if (level === "api") return t`The API ${name}`;
    if (level === "team") return t`The team ${name}`;
    return level === "app" ? t`The app ${name}` : t`This portal`;
  };
  return { word, rule, value, place };
}
