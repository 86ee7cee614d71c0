import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf, type Search, text } from "@/lib/search";
import { rootRoute } from "./root";

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/HomePage"), "HomePage"),
});

const apis = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apis",
  component: lazyRouteComponent(() => import("@/features/catalog/ApisPage"), "ApisPage"),
});

const api = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apis/$api",
  component: lazyRouteComponent(() => import("@/features/catalog/ApiPage"), "ApiPage"),
});

const changes = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apis/$api/changes",
  validateSearch: (s: Search): { from?: string; to?: string; level?: "breaking" | "risky" | "compatible" } => ({
    from: text(s["from"]),
    to: text(s["to"]),
    level: oneOf(s["level"], ["breaking", "risky", "compatible"]),
  }),
  component: lazyRouteComponent(() => import("@/features/catalog/ApiChangesPage"), "ApiChangesPage"),
});

const guides = createRoute({
  getParentRoute: () => rootRoute,
  path: "/guides",
  component: lazyRouteComponent(() => import("@/features/guides/GuidesPage"), "GuidesPage"),
});

const guide = createRoute({
  getParentRoute: () => rootRoute,
  path: "/guides/$guide",
  component: lazyRouteComponent(() => import("@/features/guides/GuidePage"), "GuidePage"),
});

const found = createRoute({
  getParentRoute: () => rootRoute,
  path: "/found-a-token",
  component: lazyRouteComponent(() => import("@/features/leaks/FoundPage"), "FoundPage"),
});

const terms = createRoute({
  getParentRoute: () => rootRoute,
  path: "/terms",
  validateSearch: (s: Search): { version?: string } => ({ version: text(s["version"]) }),
  component: lazyRouteComponent(() => import("@/features/terms/TermsPage"), "TermsPage"),
});

export const publicRoutes = [home, apis, api, changes, guides, guide, found, terms] as const;
