import type { QueryClient } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { indexOptions, loadOperation, loadPlace, samplesOptions, schemaOptions } from "@/features/reference/queries";
import { type Search, text } from "@/lib/search";
import { rootRoute } from "./root";

type Load = { context: { queryClient: QueryClient }; deps: { version: string | undefined } };

const reference = createRoute({
  getParentRoute: () => rootRoute,
  path: "/apis/$api/reference",
  validateSearch: (s: Search): { version?: string } => ({ version: text(s["version"]) }),
  loaderDeps: ({ search }) => ({ version: search.version }),
  loader: async ({ context, params, deps }: Load & { params: { api: string } }) => {
    const place = await loadPlace(context.queryClient, params.api, deps.version);
    if (place) await context.queryClient.ensureQueryData(indexOptions(place));
  },
  component: lazyRouteComponent(() => import("@/features/reference/ReferencePage"), "ReferencePage"),
});

const start = createRoute({
  getParentRoute: () => reference,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/reference/StartPage"), "StartPage"),
});

// Hovering a link runs the loaders: the operation is there before the click.
const operation = createRoute({
  getParentRoute: () => reference,
  path: "$operation",
  loaderDeps: ({ search }) => ({ version: search.version }),
  loader: async ({ context, params, deps }: Load & { params: { api: string; operation: string } }) => {
    const place = await loadPlace(context.queryClient, params.api, deps.version);
    if (!place) return;
    void context.queryClient.prefetchQuery(samplesOptions(place, params.operation));
    await loadOperation(context.queryClient, place, params.operation);
  },
  component: lazyRouteComponent(() => import("@/features/reference/OperationPage"), "OperationPage"),
});

const schema = createRoute({
  getParentRoute: () => reference,
  path: "schemas/$schema",
  loaderDeps: ({ search }) => ({ version: search.version }),
  loader: async ({ context, params, deps }: Load & { params: { api: string; schema: string } }) => {
    const place = await loadPlace(context.queryClient, params.api, deps.version);
    if (place) await context.queryClient.ensureQueryData(schemaOptions(place, params.schema));
  },
  component: lazyRouteComponent(() => import("@/features/reference/SchemaPage"), "SchemaPage"),
});

export const referenceRoutes = [reference.addChildren([start, operation, schema])] as const;
