import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { App } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { type Chosen, WebhookList } from "./WebhookList";

const route = getRouteApi("/apps/$app");

/** AppWebhooks are the addresses that are told what happens to one app. */
export function AppWebhooks({ app }: { app: App }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: Chosen) => void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <WebhookList app={app.id} viewed={!app.role || app.role === "viewer"} chosen={search} onChoose={choose}>
      <Text size="sm" c="dimmed" maw="70ch">
        <Trans>
          A webhook tells a program of yours what happens to this app: a signed message for each event, tried again
          until it arrives.{" "}
          <TextLink to="/guides/$guide" params={{ guide: "webhooks" }} inherit underline="always">
            Webhooks
          </TextLink>{" "}
          shows how to receive them.
        </Trans>
      </Text>
    </WebhookList>
  );
}
