import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf, optional, type Search } from "@/lib/search";
import { requireSession } from "@/lib/session";
import { topicNames } from "@/ui/notices";
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
  validateSearch: (s: Search) => optional({ topic: oneOf(s["topic"], topicNames), show: oneOf(s["show"], ["unread"]) }),
  component: lazyRouteComponent(() => import("@/features/inbox/InboxPage"), "InboxPage"),
});

export const accountTabs = ["profile", "passkeys", "sessions", "notices", "data"] as const;

const account = createRoute({
  getParentRoute: () => rootRoute,
  path: "/account",
  beforeLoad: requireSession,
  validateSearch: (s: Search): { tab?: (typeof accountTabs)[number] } => ({ tab: oneOf(s["tab"], accountTabs) }),
  component: lazyRouteComponent(() => import("@/features/account/AccountPage"), "AccountPage"),
});

export const accountRoutes = [dashboard, inbox, account] as const;
