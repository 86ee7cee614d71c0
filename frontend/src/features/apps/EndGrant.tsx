import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { endGrantMutation, listGrantsQueryKey } from "@/client/@tanstack/react-query.gen";
import type { Grant } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

/** EndGrant gives access back; tokens that rely on it are refused from then on. */
export function EndGrant({ grant }: { grant: Grant }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState("");
  const end = useMutation({
    ...endGrantMutation(),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: listGrantsQueryKey({ path: { app: grant.app } }) });
      close();
      done(t`Access to ${grant.apiName} has ended`);
    },
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        onClick={open}
        aria-label={t`End access to ${grant.apiName}`}
      >
        <Trans>End</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t`End access to ${grant.apiName}?`}
        confirm={t`End access`}
        danger
        busy={end.isPending}
        error={end.error}
        onConfirm={() => end.mutate({ path: { grant: grant.id }, body: { reason } })}
      >
        <Text size="sm">
          <Trans>Every token of the app is refused at this API at once. Coming back needs a new request.</Trans>
        </Text>
        <Textarea
          label={t`Reason`}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
      </ConfirmDialog>
    </>
  );
}
