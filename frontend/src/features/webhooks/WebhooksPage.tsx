import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { type Chosen, WebhookList } from "./WebhookList";

const route = getRouteApi("/operate/webhooks");

/** WebhooksPage are the addresses that are told what happens in the whole portal. */
export function WebhooksPage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: Chosen) => void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <>
      <PageHeader title={t`Webhooks`} lead={<Trans>Systems of yours that are told what happens in every app.</Trans>} />
      <WebhookList app={undefined} viewed={false} chosen={search} onChoose={choose}>
        <Text size="sm" c="dimmed" maw="70ch">
          <Trans>
            Messages carry names and ids of everybody's apps and tokens, never a secret.{" "}
            <TextLink to="/guides/$guide" params={{ guide: "webhooks" }} inherit underline="always">
              Webhooks
            </TextLink>{" "}
            shows how to receive them.
          </Trans>
        </Text>
      </WebhookList>
    </>
  );
}
