import type { CreateClientConfig } from "@/client/client.gen";
import { portalFetch } from "./http";

/** createClientConfig is called by the generated client when it is first imported. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: `${location.origin}/api/v1`,
  credentials: "same-origin",
  fetch: portalFetch,
  throwOnError: true,
});
