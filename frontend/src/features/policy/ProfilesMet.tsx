import { Trans } from "@lingui/react/macro";
import { Card, Text } from "@mantine/core";
import type { EvidentProfile } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";
import { Demands } from "./Demands";

/** ProfilesMet shows the profiles that are on, clause by clause. */
export function ProfilesMet({ profiles }: { profiles: EvidentProfile[] }) {
  return profiles.map(({ id, title, since, demands }) => (
    <Card key={id} withBorder padding="md" component="section" aria-label={title}>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed">
        <Trans>
          On <RelativeTime at={since} />. What it asks:
        </Trans>
      </Text>
      <Demands demands={demands} />
    </Card>
  ));
}
