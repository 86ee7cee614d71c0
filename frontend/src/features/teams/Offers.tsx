import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import {
  acceptInvitationMutation,
  declineInvitationMutation,
  listOwnInvitationsOptions,
} from "@/client/@tanstack/react-query.gen";
import type { TeamOffer } from "@/client/types.gen";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { useTeamRoleWord } from "./roles";
import { useTeamChange } from "./useTeamChange";

/** Offers shows the invitations that wait for an answer. */
export function Offers() {
  const { data } = useSuspenseQuery(listOwnInvitationsOptions());
  if (data.items.length === 0) return null;
  return (
    <Stack gap="sm" mb="lg">
      {data.items.map((offer) => (
        <Offer key={offer.id} offer={offer} />
      ))}
    </Stack>
  );
}

function Offer({ offer }: { offer: TeamOffer }) {
  const { t } = useLingui();
  const roleWord = useTeamRoleWord();
  const changed = useTeamChange();
  const path = { invitation: offer.id };
  const accept = useMutation({
    ...acceptInvitationMutation(),
    onSuccess: async () => {
      done(t`You are in the team ${offer.teamName}`);
      await changed();
    },
  });
  const decline = useMutation({
    ...declineInvitationMutation(),
    onSuccess: async () => {
      done(t`The invitation is declined`);
      await changed();
    },
  });
  const { label, hint } = roleWord(offer.role);
  return (
    <Alert
      variant="light"
      icon={<IconMail aria-hidden />}
      title={t`${offer.by} invites you to the team ${offer.teamName}`}
    >
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <Trans>
          {offer.by} signs in as {offer.byEmail}. Accept only if you know that address.
        </Trans>
      </Text>
      <Text size="sm" mb="sm">
        {label}: {hint} <Trans>The invitation ends</Trans> <RelativeTime at={offer.expiresAt} />.
      </Text>
      <ProblemAlert error={accept.error ?? decline.error} />
      <Group gap="xs">
        <Button size="xs" loading={accept.isPending} onClick={() => accept.mutate({ path })}>
          <Trans>Accept</Trans>
        </Button>
        <Button size="xs" variant="default" loading={decline.isPending} onClick={() => decline.mutate({ path })}>
          <Trans>Decline</Trans>
        </Button>
      </Group>
    </Alert>
  );
}
