import { queryOptions, useQuery } from "@tanstack/react-query";
import { getPortal } from "@/client/sdk.gen";
import type { PortalInfo } from "@/client/types.gen";
import { toProblem } from "./problem";

// Until the first admin exists the portal may answer setup and health only: that refusal means the same as the flag.
const unready: PortalInfo = {
  name: "Gatehouse",
  publicUrl: location.origin,
  gatewayUrl: "",
  demo: false,
  mailConfigured: false,
  version: "",
  setupNeeded: true,
  signUpMode: "invitation",
};

/** portalOptions is what everybody may know about this installation. */
export const portalOptions = queryOptions({
  queryKey: ["portal"],
  queryFn: async (): Promise<PortalInfo> => {
    try {
      return (await getPortal()).data;
    } catch (error) {
      if (toProblem(error).code.includes("setup")) return unready;
      throw error;
    }
  },
  staleTime: 300_000,
});

export function usePortal(): PortalInfo {
  return useQuery(portalOptions).data ?? { ...unready, setupNeeded: false };
}

/** isOwnApi says whether an API is the portal's own: it is called here with an operator token, not through the gateway. */
export const isOwnApi = (slug: string): boolean => slug === "gatehouse";

/** addressOf is where applications send the calls of an API: to a host of its own, or under its slug at the gateway. */
export function addressOf(api: { slug: string; host?: string }, { publicUrl, gatewayUrl }: PortalInfo): string {
  if (isOwnApi(api.slug)) return `${publicUrl.replace(/\/$/, "")}/api/v1`;
  if (api.host && gatewayUrl) {
    const { protocol, port } = new URL(gatewayUrl);
    return `${protocol}//${api.host}${port && `:${port}`}`;
  }
  return `${gatewayUrl.replace(/\/$/, "")}/${api.slug}`;
}
