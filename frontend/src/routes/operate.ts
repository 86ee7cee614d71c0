import type { QueryClient } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { oneOf, optional, type Search, text } from "@/lib/search";
import { can, requireSession, sessionOptions } from "@/lib/session";
import { rootRoute } from "./root";

type Guard = { context: { queryClient: QueryClient }; location: { href: string; pathname: string } };

// The server decides; this only spares people pages that would be refused.
const needs = (permission: string) => async (guard: Guard) => {
  await requireSession(guard);
  if (!can(await guard.context.queryClient.ensureQueryData(sessionOptions), permission)) throw notFound();
};

const overview = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate",
  beforeLoad: needs("overview:read"),
  component: lazyRouteComponent(() => import("@/features/operate/OverviewPage"), "OverviewPage"),
});

export const requestStates = ["pending", "approved", "partly", "denied", "withdrawn", "all"] as const;

const queue = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/requests",
  beforeLoad: needs("access:decide"),
  validateSearch: (s: Search) => optional({ state: oneOf(s["state"], requestStates), app: text(s["app"]) }),
  component: lazyRouteComponent(() => import("@/features/queue/QueuePage"), "QueuePage"),
});

const apis = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/apis",
  beforeLoad: needs("apis:write"),
  component: lazyRouteComponent(() => import("@/features/apiadmin/ManageApisPage"), "ManageApisPage"),
});

const newApi = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/apis/new",
  beforeLoad: needs("apis:write"),
  component: lazyRouteComponent(() => import("@/features/apiadmin/NewApiPage"), "NewApiPage"),
});

export const apiTabs = ["versions", "details", "plans", "scopes", "upstreams", "gate", "policy", "discovery"] as const;

const api = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/apis/$api",
  beforeLoad: needs("apis:write"),
  validateSearch: (s: Search) => optional({ tab: oneOf(s["tab"], apiTabs), import: text(s["import"]) }),
  component: lazyRouteComponent(() => import("@/features/apiadmin/ManageApiPage"), "ManageApiPage"),
});

export const peopleStates = ["active", "waiting", "inactive", "disabled"] as const;

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/people",
  beforeLoad: needs("people:read"),
  validateSearch: (s: Search) =>
    optional({ q: text(s["q"]), state: oneOf(s["state"], peopleStates), unused: days(s["unused"]) }),
  component: lazyRouteComponent(() => import("@/features/people/PeoplePage"), "PeoplePage"),
});

const teams = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/teams",
  beforeLoad: needs("people:read"),
  validateSearch: (s: Search) => optional({ q: text(s["q"]), member: text(s["member"]) }),
  component: lazyRouteComponent(() => import("@/features/teams/AllTeamsPage"), "AllTeamsPage"),
});

/** days reads a whole number of days out of an address. */
const days = (value: unknown) => (Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

export const tokenStates = [
  "active",
  "expiring",
  "rotating",
  "suspended",
  "quarantined",
  "expired",
  "revoked",
] as const;

export const scopeRisks = ["low", "medium", "high"] as const;
export const brokenRules = [
  "any",
  "maxLifeSeconds",
  "rotationWarnDays",
  "rotationBlockDays",
  "idleDays",
  "maxOverlapSeconds",
  "kinds",
  "tokensPerApp",
  "nameRule",
  "descriptionRequired",
  "networksForHighRisk",
] as const;
export const tokenOrders = ["newest", "oldest", "unused", "ending"] as const;

const tokens = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/tokens",
  beforeLoad: needs("tokens:read-all"),
  validateSearch: (s: Search) =>
    optional({
      q: text(s["q"]),
      state: oneOf(s["state"], tokenStates),
      api: text(s["api"]),
      app: text(s["app"]),
      owner: text(s["owner"]),
      network: text(s["network"]),
      olderThanDays: days(s["olderThanDays"]),
      unusedDays: days(s["unusedDays"]),
      scopeRisk: oneOf(s["scopeRisk"], scopeRisks),
      breaks: oneOf(s["breaks"], brokenRules),
      order: oneOf(s["order"], tokenOrders),
    }),
  component: lazyRouteComponent(() => import("@/features/operate/TokensPage"), "TokensPage"),
});

export const askStates = ["unasked", "asked", "kept"] as const;

const leastPrivilege = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/least-privilege",
  beforeLoad: needs("tokens:read-all"),
  validateSearch: (s: Search) =>
    optional({
      api: text(s["api"]),
      scope: text(s["scope"]),
      risk: oneOf(s["risk"], scopeRisks),
      owner: text(s["owner"]),
      state: oneOf(s["state"], askStates),
    }),
  component: lazyRouteComponent(() => import("@/features/narrowing/LeastPrivilegePage"), "LeastPrivilegePage"),
});

const importKeys = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/tokens/import",
  beforeLoad: needs("tokens:import"),
  component: lazyRouteComponent(() => import("@/features/operate/ImportPage"), "ImportPage"),
});

const audit = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/audit",
  beforeLoad: needs("audit:read"),
  validateSearch: (s: Search) =>
    optional({
      action: text(s["action"]),
      actor: text(s["actor"]),
      object: text(s["object"]),
      from: text(s["from"]),
      to: text(s["to"]),
    }),
  component: lazyRouteComponent(() => import("@/features/audit/AuditPage"), "AuditPage"),
});

export const mailStates = ["failed", "kept", "queued", "sent"] as const;

const mails = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/mails",
  beforeLoad: needs("mails:read"),
  validateSearch: (s: Search) => optional({ state: oneOf(s["state"], mailStates) }),
  component: lazyRouteComponent(() => import("@/features/mails/MailsPage"), "MailsPage"),
});

const webhooks = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/webhooks",
  beforeLoad: needs("webhooks:write"),
  validateSearch: (s: Search) => optional({ webhook: text(s["webhook"]), status: text(s["status"]) }),
  component: lazyRouteComponent(() => import("@/features/webhooks/WebhooksPage"), "WebhooksPage"),
});

const mailTexts = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/mails/texts",
  beforeLoad: needs("mails:read"),
  component: lazyRouteComponent(() => import("@/features/mails/TextsPage"), "TextsPage"),
});

const mailText = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/mails/texts/$template",
  beforeLoad: needs("settings:write"),
  component: lazyRouteComponent(() => import("@/features/mails/TextPage"), "TextPage"),
});

const terms = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/terms",
  beforeLoad: needs("audit:read"),
  component: lazyRouteComponent(() => import("@/features/terms/ManageTermsPage"), "ManageTermsPage"),
});

const machines = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/machines",
  beforeLoad: needs("operator-tokens:write"),
  validateSearch: (s: Search) => optional({ owner: text(s["owner"]) }),
  component: lazyRouteComponent(() => import("@/features/machines/MachinesPage"), "MachinesPage"),
});

const blocks = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/blocks",
  beforeLoad: needs("blocks:write"),
  component: lazyRouteComponent(() => import("@/features/blocks/BlocksPage"), "BlocksPage"),
});

const keys = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/keys",
  beforeLoad: needs("keys:read"),
  component: lazyRouteComponent(() => import("@/features/keys/KeysPage"), "KeysPage"),
});

const blockList = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/blocks/$list",
  beforeLoad: needs("blocks:write"),
  component: lazyRouteComponent(() => import("@/features/blocks/ListEditorPage"), "ListEditorPage"),
});

const leaks = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/leaks",
  beforeLoad: needs("tokens:read-all"),
  validateSearch: (s: Search) => optional({ state: oneOf(s["state"], ["open", "closed"]) }),
  component: lazyRouteComponent(() => import("@/features/leaks/LeaksPage"), "LeaksPage"),
});

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/settings",
  beforeLoad: needs("policy:write"),
  component: lazyRouteComponent(() => import("@/features/policy/SettingsPage"), "SettingsPage"),
});

const level = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/policies/$level/$id",
  beforeLoad: needs("policy:write"),
  component: lazyRouteComponent(() => import("@/features/policy/LevelPage"), "LevelPage"),
});

const exceptions = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/exceptions",
  beforeLoad: needs("policy:write"),
  validateSearch: (s: Search) => optional({ state: oneOf(s["state"], ["pending", "approved", "all"] as const) }),
  component: lazyRouteComponent(() => import("@/features/policy/ExceptionsPage"), "ExceptionsPage"),
});

const compliance = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/compliance",
  beforeLoad: needs("tokens:read-all"),
  component: lazyRouteComponent(() => import("@/features/policy/CompliancePage"), "CompliancePage"),
});

const guide = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/guides/$guide",
  beforeLoad: needs("guides:write"),
  component: lazyRouteComponent(() => import("@/features/guides/GuideEditorPage"), "GuideEditorPage"),
});

export const operateRoutes = [
  overview,
  queue,
  apis,
  newApi,
  api,
  people,
  teams,
  tokens,
  importKeys,
  leastPrivilege,
  audit,
  webhooks,
  mails,
  mailTexts,
  mailText,
  terms,
  machines,
  blocks,
  keys,
  blockList,
  leaks,
  settings,
  level,
  exceptions,
  compliance,
  guide,
] as const;
