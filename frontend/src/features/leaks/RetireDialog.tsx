import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { listHoneyTokensQueryKey, retireHoneyTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { HoneyToken } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

export function RetireDialog({ honey, onClose }: { honey: HoneyToken; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const retire = useMutation({
    ...retireHoneyTokenMutation(),
    onSuccess: async () => {
      onClose();
      done(t`${honey.name} is retired`);
      await client.invalidateQueries({ queryKey: listHoneyTokensQueryKey() });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Retire ${honey.name}?`}
      confirm={t`Retire`}
      danger
      busy={retire.isPending}
      error={retire.error}
      onConfirm={() => retire.mutate({ path: { honey: honey.id } })}
    >
      <Text size="sm">
        <Trans>Nobody hears of its use any more, and it can't be planted again. What it told stays.</Trans>
      </Text>
    </ConfirmDialog>
  );
}
