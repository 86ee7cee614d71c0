import type { QueryClient } from "@tanstack/react-query";
import { listOAuthClientsOptions } from "@/client/@tanstack/react-query.gen";

export const clientsOptions = (app: string) => listOAuthClientsOptions({ path: { app } });

/** clientsChanged reads an app's clients anew after one was changed. */
export const clientsChanged = (queryClient: QueryClient, app: string) =>
  queryClient.invalidateQueries({ queryKey: clientsOptions(app).queryKey });
