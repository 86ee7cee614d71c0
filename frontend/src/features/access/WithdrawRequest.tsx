import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getAccessRequestQueryKey, withdrawAccessRequestMutation } from "@/client/@tanstack/react-query.gen";
import type { AccessRequest } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

/** WithdrawRequest takes a request back after asking. */
export function WithdrawRequest({ request }: { request: AccessRequest }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const withdraw = useMutation({
    ...withdrawAccessRequestMutation(),
    onSuccess: async (saved) => {
      queryClient.setQueryData(getAccessRequestQueryKey({ path: { request: request.id } }), saved);
      await queryClient.invalidateQueries({ queryKey: ["requests"] });
      close();
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Withdraw</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t`Withdraw this request?`}
        confirm={t`Withdraw`}
        busy={withdraw.isPending}
        error={withdraw.error}
        onConfirm={() => withdraw.mutate({ path: { request: request.id } })}
      >
        <Text size="sm">
          <Trans>Nobody will decide on it. You can ask again at any time.</Trans>
        </Text>
      </ConfirmDialog>
    </>
  );
}
