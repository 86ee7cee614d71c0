import { useLingui } from "@lingui/react/macro";

/** useStart answers a text to begin with: what most portals ask of people, in words of one's own to be. */
export function useStart(): string {
  const { t } = useLingui();
  return [
    t`## What you agree to`,
    t`- Use each API for what you wrote in your request. If the purpose changes, send a new one.`,
    t`- Keep secrets where only your program reads them, and never in a repository, a page or a message.`,
    t`- Don't get around limits with several apps or accounts.`,
    t`- Tell us at once when a token may be in the wrong hands. Nobody is in trouble for telling.`,
    t`- Look for weaknesses with sandbox tokens and your own data only, and tell us before you tell others.`,
    "",
    t`## What we may do`,
    t`We may suspend or revoke tokens and apps that harm others or break these rules, and we say why.`,
  ].join("\n");
}
