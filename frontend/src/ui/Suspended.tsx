import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import type { TokenSuspension } from "@/client/types.gen";
import { exactTime } from "@/lib/format";

/** Suspended says since when and why a token or a client is suspended, what that means, and who can resume it. */
export function Suspended({ suspension, effect }: { suspension: TokenSuspension; effect: string }) {
  const { t } = useLingui();
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconPlayerPause aria-hidden />}
      title={suspension.operator ? t`Suspended by an operator` : t`Suspended`}
    >
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {effect} {suspension.reason}
      </Text>
      <Text size="sm">
        <Trans>Since {exactTime(suspension.at)}</Trans>
      </Text>
      {suspension.operator && (
        <Text size="sm">
          <Trans>Only operators resume it.</Trans>
        </Text>
      )}
    </Alert>
  );
}
