import { randomId } from "@mantine/hooks";
import type { Grant } from "@/client/types.gen";
import type { Item } from "./ItemEditor";

/** newItem begins one API of a request: no plan chosen, no scope unless a link named it. */
export function newItem(start: Partial<Item> = {}): Item {
  return { key: randomId(), api: "", plan: "", environment: "live", scopes: [], ...start };
}

type Link = {
  api: string | undefined;
  /** The call that the scopes are for. */
  operation?: string | undefined;
  scopes: string | undefined;
  environment: Item["environment"] | undefined;
  grants: Grant[];
};

/** itemsOf begins a request as a link names it: one item for each API of its scopes, under the plan that the app has there. */
export function itemsOf({ api, operation, scopes, environment = "live", grants }: Link): Item[] {
  const wanted = scopes?.split(" ").filter(Boolean) ?? [];
  const apis = api ? [api] : [...new Set(wanted.map((scope) => scope.split(":")[0] ?? ""))];
  const plan = (slug: string) =>
    grants.find((grant) => grant.api === slug && grant.environment === environment && grant.state !== "ended")?.plan;
  if (apis.length === 0) return [newItem({ environment })];
  return apis.map((slug) =>
    newItem({
      api: slug,
      environment,
      plan: (wanted.length > 0 && plan(slug)) || "", // who names no scope may want another plan
      scopes: wanted.filter((scope) => scope.startsWith(`${slug}:`)),
      ...(operation && slug === api && { operation }),
    }),
  );
}
