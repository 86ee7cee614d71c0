import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { requireSession } from "@/lib/session";
import { rootRoute } from "./root";

const teams = createRoute({
  getParentRoute: () => rootRoute,
  path: "/teams",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/teams/TeamsPage"), "TeamsPage"),
});

const team = createRoute({
  getParentRoute: () => rootRoute,
  path: "/teams/$team",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/teams/TeamPage"), "TeamPage"),
});

const rules = createRoute({
  getParentRoute: () => rootRoute,
  path: "/teams/$team/rules",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/teams/TeamRulesPage"), "TeamRulesPage"),
});

export const teamsRoutes = [teams, team, rules] as const;
