import { Trans } from "@lingui/react/macro";
import { Group } from "@mantine/core";
import { usePortal } from "@/lib/portal";
import { ButtonLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";

export function HomePage() {
  const portal = usePortal();
  return (
    <PageHeader
      title={portal.name}
      lead={<Trans>Find an API, read its reference, and make the token that your call needs.</Trans>}
      actions={
        <Group>
          <ButtonLink to="/sign-up">
            <Trans>Get started</Trans>
          </ButtonLink>
        </Group>
      }
    />
  );
}
