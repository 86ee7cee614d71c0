import { getOperationMineOptions } from "@/client/@tanstack/react-query.gen";
import type { AppStanding } from "@/client/types.gen";
import type { Place } from "@/features/reference/queries";

/** mineOptions is where my apps stand with an operation; only for people who are signed in. */
export const mineOptions = ({ api, version }: Place, operation: string) => ({
  ...getOperationMineOptions({ path: { api, version, operation } }),
  staleTime: 15_000,
});

/** bestOf is the app that a reader most likely wants to call with: one that may, else the newest. */
export const bestOf = (apps: readonly AppStanding[], environment: "sandbox" | "live"): string =>
  (apps.find((standing) => standing[environment].state === "allowed") ?? apps[0])?.app ?? "";
