import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { revokeOperatorToken } from "@/client/sdk.gen";
import type { OperatorToken } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

export function RevokeMachine({ token, onClose }: { token: OperatorToken; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeOperatorToken({ path: { token: token.id } }),
    onSuccess: async () => {
      onClose();
      done(t`${token.name} is revoked`);
      await client.invalidateQueries({ queryKey: ["machines"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Revoke ${token.name}?`}
      confirm={t`Revoke`}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
    >
      <Text size="sm">
        <Trans>The next call with it is refused. This can't be undone.</Trans>
      </Text>
    </ConfirmDialog>
  );
}
