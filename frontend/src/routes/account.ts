import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf, type Search } from "@/lib/search";
import { requireSession } from "@/lib/session";
import { rootRoute } from "./root";

const dashboard = createRoute({
  getParentRoute: () => rootRoute,
  path: "/dashboard",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/dashboard/DashboardPage"), "DashboardPage"),
});

const inbox = createRoute({
  getParentRoute: () => rootRoute,
  path: "/inbox",
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import("@/features/inbox/InboxPage"), "InboxPage"),
});

export const accountTabs = ["profile", "passkeys", "sessions"] as const;

const account = createRoute({
  getParentRoute: () => rootRoute,
  path: "/account",
  beforeLoad: requireSession,
  validateSearch: (s: Search): { tab?: (typeof accountTabs)[number] } => ({ tab: oneOf(s["tab"], accountTabs) }),
  component: lazyRouteComponent(() => import("@/features/account/AccountPage"), "AccountPage"),
});

export const accountRoutes = [dashboard, inbox, account] as const;
