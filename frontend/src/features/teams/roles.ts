import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { can, useSession } from "@/lib/session";

export const teamRoles = ["owner", "developer", "viewer"] as const;
export type TeamRole = (typeof teamRoles)[number];

const words: Record<TeamRole, { label: MessageDescriptor; hint: MessageDescriptor }> = {
  owner: { label: msg`Owner`, hint: msg`Invites and removes people, and may all that developers may.` },
  developer: { label: msg`Developer`, hint: msg`Registers apps, makes and rotates tokens, asks for access.` },
  viewer: { label: msg`Viewer`, hint: msg`Sees apps, tokens and calls, and changes nothing.` },
};

/** useTeamRoleWord words a role in a team and what it may do. */
export function useTeamRoleWord(): (role: TeamRole) => { label: string; hint: string } {
  const { i18n } = useLingui();
  return (role) => ({ label: i18n._(words[role].label), hint: i18n._(words[role].hint) });
}

/** useMayChange says whether the person who looks may change what an account or a team (its id) owns. */
export function useMayChange(owner: string): boolean {
  const me = useSession();
  if (!me) return false;
  return owner === me.account.id || me.teams.some((team) => team.id === owner && team.role !== "viewer");
}

/** useOnlyViews names the team that owns something (by its owner's id) where the person who looks is a viewer in it. */
export function useOnlyViews(owner: string): string | undefined {
  const me = useSession();
  if (can(me, "tokens:revoke-any")) return undefined;
  return me?.teams.find((team) => team.id === owner && team.role === "viewer")?.name;
}
