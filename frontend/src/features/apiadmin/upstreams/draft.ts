import type { Upstream, UpstreamCredential, UpstreamHealthCheck, UpstreamTarget } from "@/client/types.gen";

/** Draft is an upstream in the form: its addresses stand in targets, also when there is only one. */
export type Draft = Omit<Upstream, "url" | "targets" | "health" | "credential"> & {
  targets: UpstreamTarget[];
  health?: UpstreamHealthCheck | undefined;
  credential?: UpstreamCredential | undefined;
};

export type Change = (part: Partial<Draft>) => void;

/** SectionProps are what each part of an upstream's form takes. Errors are keyed without the environment. */
export type SectionProps = { draft: Draft; change: Change; errors: Record<string, string> };

export function toDraft(upstream: Upstream | undefined): Draft {
  const { url, targets, ...rest } = upstream ?? { kind: "http" as const };
  return { ...rest, targets: targets?.length ? targets : [{ url: url ?? "" }] };
}

/** toUpstream leaves out what the form shows as empty, which means the installation's own. */
export function toUpstream(draft: Draft): Upstream {
  if (draft.kind === "mock") return { kind: "mock" };
  const { targets, timeouts, tls, connections, bodyBytesMax, health, credential, ...rest } = draft;
  const [first = { url: "" }, ...others] = targets;
  const limits = Object.fromEntries(Object.entries(timeouts ?? {}).filter(([, ms]) => ms));
  const secured = tls && (tls.ca || tls.serverName || tls.certificate || tls.key);
  return {
    ...rest,
    ...(others.length > 0 ? { targets } : { url: first.url }),
    ...(connections && { connections }),
    ...(bodyBytesMax && { bodyBytesMax }),
    ...(Object.keys(limits).length > 0 && { timeouts: limits }),
    ...(secured && { tls }),
    ...(health && { health }),
    ...(credential && { credential }),
  };
}

/** isEmpty says that nobody has written an address yet. */
export const isEmpty = (draft: Draft) => draft.targets.every(({ url }) => url.trim() === "");

/** errorsOf keeps the messages of one environment; the only address is known to the server as url. */
export function errorsOf(all: Record<string, string>, environment: string): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [path, message] of Object.entries(all)) {
    if (path === environment) own[""] = message;
    if (path.startsWith(`${environment}.`)) own[path.slice(environment.length + 1)] = message;
  }
  return own;
}
