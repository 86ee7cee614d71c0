import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { templateKeys } from "@/features/tokens/wizard/templateKeys";
import { oneOf, optional, type Search, text } from "@/lib/search";
import { requireSession } from "@/lib/session";
import { rootRoute } from "./root";

const apps = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apps",
  beforeLoad: requireSession,
  validateSearch: (s: Search) => optional({ owner: text(s["owner"]) }),
  component: lazyRouteComponent(() => import("@/features/apps/AppsPage"), "AppsPage"),
});

const newApp = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apps/new",
  beforeLoad: requireSession,
  validateSearch: (s: Search) => optional({ team: text(s["team"]) }),
  component: lazyRouteComponent(() => import("@/features/apps/NewAppPage"), "NewAppPage"),
});

export const appTabs = [
  "overview",
  "tokens",
  "oauth",
  "access",
  "usage",
  "calls",
  "policy",
  "webhooks",
  "settings",
] as const;

const app = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apps/$app",
  beforeLoad: requireSession,
  validateSearch: (s: Search) =>
    optional({
      tab: oneOf(s["tab"], appTabs),
      range: text(s["range"]),
      environment: text(s["environment"]),
      token: text(s["token"]),
      operation: text(s["operation"]),
      status: text(s["status"]),
      traffic: oneOf(s["traffic"], ["console", "apps"] as const),
      webhook: text(s["webhook"]),
    }),
  component: lazyRouteComponent(() => import("@/features/apps/AppPage"), "AppPage"),
});

// Notices link to the parts of an app by path.
const appPart = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apps/$app/$part",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/apps/$app", params: { app: params.app }, search: { tab: oneOf(params.part, appTabs) } });
  },
});

const newToken = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apps/$app/tokens/new",
  beforeLoad: requireSession,
  validateSearch: (s: Search) =>
    optional({
      environment: oneOf(s["environment"], ["sandbox", "live"] as const),
      scopes: text(s["scopes"]),
      name: text(s["name"]),
      description: text(s["description"]),
      networks: text(s["networks"]),
      origins: text(s["origins"]),
      days: text(s["days"]),
      template: oneOf(s["template"], templateKeys),
    }),
  component: lazyRouteComponent(() => import("@/features/tokens/NewTokenPage"), "NewTokenPage"),
});

const token = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tokens/$token",
  beforeLoad: requireSession,
  validateSearch: (s: Search) =>
    optional({ network: text(s["network"]), origin: text(s["origin"]), scopes: text(s["scopes"]) }),
  component: lazyRouteComponent(() => import("@/features/tokens/TokenPage"), "TokenPage"),
});

const asks = createRoute({
  getParentRoute: () => rootRoute,
  path: "/narrow",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/narrowing/AsksPage"), "AsksPage"),
});

export const appsRoutes = [apps, newApp, app, appPart, newToken, token, asks] as const;
