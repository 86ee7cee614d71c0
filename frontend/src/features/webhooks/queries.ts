import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { listWebhookEventsOptions } from "@/client/@tanstack/react-query.gen";
import { listAppWebhooks, listPortalWebhooks, listWebhookDeliveries } from "@/client/sdk.gen";
import type { Webhook, WebhookDelivery } from "@/client/types.gen";
import { pages } from "@/lib/pages";

/** webhooksOptions lists the webhooks of an app, or of the portal without one. */
export const webhooksOptions = (app: string | undefined) =>
  queryOptions({
    queryKey: ["webhooks", app ?? "portal"],
    queryFn: async () => (app ? await listAppWebhooks({ path: { app } }) : await listPortalWebhooks()).data.items,
    refetchInterval: 10_000,
  });

export const eventsOptions = () => ({ ...listWebhookEventsOptions(), staleTime: Number.POSITIVE_INFINITY });

/** deliveriesOptions is the log of a webhook; what is under way is looked at again soon. */
export const deliveriesOptions = (webhook: string, state: WebhookDelivery["state"] | undefined) => ({
  ...pages(["webhooks", "log", webhook, state], (cursor) =>
    listWebhookDeliveries({ path: { webhook }, query: { cursor, ...(state && { state }) } }),
  ),
  refetchInterval: 5_000,
});

/** webhooksChanged reads webhooks and their logs anew after one was changed. */
export const webhooksChanged = (queryClient: QueryClient) => queryClient.invalidateQueries({ queryKey: ["webhooks"] });

/** hostOf is the part of an address by which people know a webhook. */
export const hostOf = (webhook: Webhook) => URL.parse(webhook.url)?.host ?? webhook.url;
