import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { NotFound, PageProblem } from "@/features/shell/Fallbacks";
import { parseSearch, stringifySearch } from "@/lib/search";
import { accessRoutes } from "@/routes/access";
import { accountRoutes } from "@/routes/account";
import { appsRoutes } from "@/routes/apps";
import { authRoutes } from "@/routes/auth";
import { operateRoutes } from "@/routes/operate";
import { publicRoutes } from "@/routes/public";
import { referenceRoutes } from "@/routes/reference";
import { rootRoute } from "@/routes/root";
import { teamsRoutes } from "@/routes/teams";
import { usageRoutes } from "@/routes/usage";
import { PageSkeleton } from "@/ui/Skeletons";

// One line per area; a new area adds its module in routes/ and its line here.
const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  ...authRoutes,
  ...accountRoutes,
  ...appsRoutes,
  ...teamsRoutes,
  ...accessRoutes,
  ...usageRoutes,
  ...referenceRoutes,
  ...operateRoutes,
]);

/** newRouter makes the router of one page load over one cache. */
export function newRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    // Where a page fails, the frame around it stays.
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: NotFound,
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 150,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
