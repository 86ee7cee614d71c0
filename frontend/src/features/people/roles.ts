import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";

type Words = { label: MessageDescriptor; hint: MessageDescriptor };

const words: Record<string, Words> = {
  developer: { label: msg`Developer`, hint: msg`Registers apps, asks for access, makes tokens.` },
  publisher: { label: msg`Publisher`, hint: msg`Imports and publishes APIs, plans and guides.` },
  approver: { label: msg`Approver`, hint: msg`Decides on access requests, never on their own.` },
  "security-admin": {
    label: msg`Security admin`,
    hint: msg`Sees all tokens, stops any of them, sets the token policy.`,
  },
  auditor: { label: msg`Auditor`, hint: msg`Reads everything, changes nothing.` },
  support: { label: msg`Support`, hint: msg`Sees people, apps and calls to help with them.` },
  admin: { label: msg`Admin`, hint: msg`May do all of it, and grants roles.` },
  verifier: { label: msg`Verifier`, hint: msg`For machines: asks whether a token may make a call.` },
};

export const personRoles = [
  "developer",
  "publisher",
  "approver",
  "security-admin",
  "auditor",
  "support",
  "admin",
] as const;
export const machineRoles = [
  "verifier",
  "publisher",
  "approver",
  "security-admin",
  "auditor",
  "support",
  "admin",
] as const;

/** useRoleWord words a role and what it may do. */
export function useRoleWord(): (role: string) => { label: string; hint: string } {
  const { i18n } = useLingui();
  return (role) => {
    const known = words[role];
    return known ? { label: i18n._(known.label), hint: i18n._(known.hint) } : { label: role, hint: "" };
  };
}
