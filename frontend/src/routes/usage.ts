import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf, optional, type Search, text } from "@/lib/search";
import { requireSession } from "@/lib/session";
import { rootRoute } from "./root";

const usage = createRoute({
  getParentRoute: () => rootRoute,
  path: "/usage",
  beforeLoad: requireSession,
  validateSearch: (s: Search) =>
    optional({
      tab: oneOf(s["tab"], ["charts", "calls"] as const),
      range: text(s["range"]),
      environment: text(s["environment"]),
      app: text(s["app"]),
      api: text(s["api"]),
      token: text(s["token"]),
      operation: text(s["operation"]),
      status: text(s["status"]),
      traffic: oneOf(s["traffic"], ["console", "apps"] as const),
    }),
  component: lazyRouteComponent(() => import("@/features/usage/UsagePage"), "UsagePage"),
});

const decision = createRoute({
  getParentRoute: () => rootRoute,
  path: "/decisions/$decision",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/decisions/DecisionPage"), "DecisionPage"),
  errorComponent: lazyRouteComponent(() => import("@/features/decisions/DecisionNotFound"), "DecisionProblem"),
});

export const usageRoutes = [usage, decision] as const;
