import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addOAuthClientSecretMutation } from "@/client/@tanstack/react-query.gen";
import type { OAuthClient } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Made } from "./Made";
import { clientsChanged } from "./queries";

/** AddSecretDialog makes a second secret, so that the first can be replaced without a gap. */
export function AddSecretDialog({ client, onClose }: { client: OAuthClient; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const add = useMutation({
    ...addOAuthClientSecretMutation(),
    gcTime: 0,
    onSuccess: () => clientsChanged(queryClient, client.app),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={add.data ? t`The secret is made` : t`Add a secret`}
      size="lg"
      closeOnClickOutside={!add.data}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {add.data ? (
        <Made made={add.data} onClose={onClose} />
      ) : (
        <Stack>
          <Text size="sm">
            <Trans>
              Both secrets work until you revoke one. Put the new one in place first, then revoke the old one.
            </Trans>
          </Text>
          <ProblemAlert error={add.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button loading={add.isPending} onClick={() => add.mutate({ path: { client: client.id } })}>
              <Trans>Make the secret</Trans>
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
