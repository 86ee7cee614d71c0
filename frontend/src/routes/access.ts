import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf, optional, type Search, text } from "@/lib/search";
import { requireSession } from "@/lib/session";
import { rootRoute } from "./root";

const requests = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/access/RequestsPage"), "RequestsPage"),
});

const newRequest = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests/new",
  beforeLoad: requireSession,
  validateSearch: (s: Search) =>
    optional({
      app: text(s["app"]),
      api: text(s["api"]),
      scopes: text(s["scopes"]),
      operation: text(s["operation"]),
      token: text(s["token"]),
      environment: oneOf(s["environment"], ["sandbox", "live"] as const),
    }),
  component: lazyRouteComponent(() => import("@/features/access/NewRequestPage"), "NewRequestPage"),
});

const request = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests/$request",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/access/RequestPage"), "RequestPage"),
});

export const accessRoutes = [requests, newRequest, request] as const;
