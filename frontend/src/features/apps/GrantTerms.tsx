import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { Grant } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";

/** GrantTerms names a grant's plan, and says when and why the grant has limits of its own instead. */
export function GrantTerms({ grant }: { grant: Grant }) {
  const own = grant.ownLimits;
  if (!own) return grant.planName;
  return (
    <Stack gap={2} maw={220}>
      {grant.planName}
      <Text size="xs" fw={600}>
        <Trans>with limits of its own</Trans>
      </Text>
      {own.endsAt && (
        <Text size="xs" span>
          <Trans>
            They end <RelativeTime at={own.endsAt} />
          </Trans>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {own.reason}
      </Text>
    </Stack>
  );
}
