import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deletePasskeyMutation, listPasskeysQueryKey, renamePasskeyMutation } from "@/client/@tanstack/react-query.gen";
import type { Passkey } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

export function PasskeyActions({ passkey, last }: { passkey: Passkey; last: boolean }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [renaming, rename] = useDisclosure(false);
  const [removing, remove] = useDisclosure(false);
  const [name, setName] = useState(passkey.name);
  const changed = () => queryClient.invalidateQueries({ queryKey: listPasskeysQueryKey() });
  const renameIt = useMutation({ ...renamePasskeyMutation(), onSuccess: () => changed().then(rename.close) });
  const removeIt = useMutation({ ...deletePasskeyMutation(), onSuccess: () => changed().then(remove.close) });
  const path = { passkey: passkey.id };
  return (
    <Group gap={4}>
      <Button size="compact-sm" variant="subtle" onClick={rename.open} aria-label={t`Rename ${passkey.name}`}>
        <Trans>Rename</Trans>
      </Button>
      <Tooltip label={t`The last passkey can't be removed`} disabled={!last}>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          disabled={last}
          onClick={remove.open}
          aria-label={t`Remove ${passkey.name}`}
        >
          <Trans>Remove</Trans>
        </Button>
      </Tooltip>
      <ConfirmDialog
        opened={renaming}
        onClose={rename.close}
        title={t`Rename the passkey`}
        confirm={t`Save`}
        busy={renameIt.isPending}
        error={renameIt.error}
        onConfirm={() => renameIt.mutate({ path, body: { name } })}
      >
        <TextInput
          label={t`Name`}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </ConfirmDialog>
      <ConfirmDialog
        opened={removing}
        onClose={remove.close}
        title={t`Remove ${passkey.name}?`}
        confirm={t`Remove`}
        danger
        busy={removeIt.isPending}
        error={removeIt.error}
        onConfirm={() => removeIt.mutate({ path })}
      >
        <Text size="sm">
          <Trans>You can't sign in with it any more. Delete it on the device too.</Trans>
        </Text>
      </ConfirmDialog>
    </Group>
  );
}
