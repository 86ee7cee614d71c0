import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Text } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import type { CampaignAsk, KeptToken } from "@/client/types.gen";
import { dayOf, momentOf } from "@/lib/format";

type Props = { campaign?: CampaignAsk | undefined; keep?: KeptToken | undefined };

/** Asked says what the security admins ask of a token's owner, or what the owner answered. */
export function Asked({ campaign, keep }: Props) {
  const { t } = useLingui();
  if (keep) {
    return (
      <Alert color="gray" variant="light" title={t`It stays as it is`}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {keep.reason}
        </Text>
        <Text size="sm">
          <Trans>The reason holds until {dayOf(keep.until)}, or until the scopes change.</Trans>
        </Text>
      </Alert>
    );
  }
  if (!campaign) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconSpeakerphone aria-hidden />}
      title={t`The security admins ask you to look: ${campaign.name}`}
    >
      {campaign.words && (
        <Text size="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
          {campaign.words}
        </Text>
      )}
      <Text size="sm">
        {campaign.dueAt ? (
          <Trans>Please answer by {momentOf(campaign.dueAt)}. Nothing is taken away without you.</Trans>
        ) : (
          <Trans>Nothing is taken away without you.</Trans>
        )}
      </Text>
    </Alert>
  );
}
