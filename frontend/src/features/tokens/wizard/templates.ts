import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { TemplateKey } from "./templateKeys";
import type { TokenValues } from "./values";

/** A Template is a usual kind of token: what it begins with, and what the steps advise for it. */
export type Template = {
  key: TemplateKey;
  title: MessageDescriptor;
  about: MessageDescriptor;
  values: Partial<TokenValues>;
  /** A name of the kind that such tokens have. */
  name: string;
  networks?: MessageDescriptor;
};

export const templates: readonly Template[] = [
  {
    key: "reader",
    title: msg`Read only`,
    about: msg`Only scopes that read, at low risk, for thirty days. For dashboards, reports and a first look.`,
    values: { life: "30" },
    name: "dashboard-read",
  },
  {
    key: "pipeline",
    title: msg`CI job`,
    about: msg`Sandbox, thirty days. For tests that run by themselves.`,
    values: { environment: "sandbox", life: "30" },
    name: "shop-ci",
    networks: msg`The addresses of your runners, if they are always the same.`,
  },
  {
    key: "service",
    title: msg`Backend service`,
    about: msg`Live, ninety days, from the networks of your servers only.`,
    values: { environment: "live", life: "90" },
    name: "billing-prod",
    networks: msg`The addresses that your servers call from. A stolen token is worth nothing elsewhere.`,
  },
  {
    key: "browser",
    title: msg`Browser`,
    about: msg`For pages that call by themselves. Everybody who opens them can read it, so it works on your pages only.`,
    values: { environment: "sandbox", life: "30" },
    name: "shop-web",
  },
  {
    key: "empty",
    title: msg`Empty`,
    about: msg`Nothing is chosen. You decide each part.`,
    values: {},
    name: "billing-prod",
  },
];

/**
 * beginWith answers what changes when somebody begins with a template, perhaps after another one. What was typed stays;
 * scopes stay only if a person chose them, for the same environment.
 */
export function beginWith({ key, values }: Template, before: TokenValues): Partial<TokenValues> {
  const moved = values.environment !== undefined && values.environment !== before.environment;
  return { ...values, template: key, ...((moved || before.picked) && { scopes: [], picked: false }) };
}

/** templateOf answers the template of a key. */
export function templateOf(key: TemplateKey): Template | undefined {
  return templates.find((template) => template.key === key);
}
