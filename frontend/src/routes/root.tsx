import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, redirect } from "@tanstack/react-router";
import { NotFound, PageProblem } from "@/features/shell/Fallbacks";
import { Shell } from "@/features/shell/Shell";
import { portalOptions } from "@/lib/portal";

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageProblem,
  beforeLoad: async ({ context, location }) => {
    const portal = await context.queryClient.ensureQueryData(portalOptions);
    if (portal.setupNeeded && !portal.demo && location.pathname !== "/setup") throw redirect({ to: "/setup" });
  },
});
