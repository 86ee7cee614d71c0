import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { endCampaignMutation } from "@/client/@tanstack/react-query.gen";
import type { Campaign } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

/** EndDialog ends a campaign. */
export function EndDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const end = useMutation({
    ...endCampaignMutation(),
    onSuccess: async () => {
      onClose();
      done(t`${campaign.name} is over`);
      await client.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`End ${campaign.name}?`}
      confirm={t`End it`}
      danger
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate({ path: { campaign: campaign.id } })}
    >
      <Text size="sm">
        <Plural
          value={campaign.waiting}
          one="# token still waits for its owner and stays unanswered."
          other="# tokens still wait for their owners and stay unanswered."
        />{" "}
        <Trans>Nobody is told or reminded any more. The tokens stay on the board, and another campaign may ask.</Trans>
      </Text>
    </ConfirmDialog>
  );
}
