import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconShieldHalf } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { listPasskeysOptions, listPasskeysQueryKey } from "@/client/@tanstack/react-query.gen";
import type { Passkey } from "@/client/types.gen";
import { PasskeyStep } from "@/features/auth/PasskeyStep";
import { type Column, DataList } from "@/ui/DataList";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { PasskeyActions } from "./PasskeyActions";
import { RecoveryPanel } from "./RecoveryPanel";

export function Passkeys() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const { data } = useSuspenseQuery(listPasskeysOptions());
  const passkeys = data.items;
  const columns: Column<Passkey>[] = [
    { key: "name", header: t`Name`, main: true, cell: (passkey) => passkey.name },
    {
      key: "kept",
      header: t`Kept`,
      cell: (passkey) => (passkey.synced ? t`synced between devices` : t`on one device`),
    },
    { key: "created", header: t`Made`, cell: (passkey) => <RelativeTime at={passkey.createdAt} /> },
    {
      key: "used",
      header: t`Last used`,
      cell: (passkey) => <RelativeTime at={passkey.lastUsedAt} fallback={t`never`} />,
    },
    {
      key: "actions",
      header: t`Actions`,
      cell: (passkey) => <PasskeyActions passkey={passkey} last={passkeys.length === 1} />,
    },
  ];
  const added = async () => {
    await queryClient.invalidateQueries({ queryKey: listPasskeysQueryKey() });
    close();
    done(t`The passkey was added`);
  };
  return (
    <Stack>
      {passkeys.length === 1 && (
        <Alert
          color="orange"
          variant="light"
          icon={<IconShieldHalf aria-hidden />}
          title={t`You have a single passkey`}
        >
          <Trans>Add a second one on another device, so that losing this one does not lock you out.</Trans>
        </Alert>
      )}
      <Panel
        title={t`Passkeys`}
        actions={
          <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
            <Trans>Add a passkey</Trans>
          </Button>
        }
      >
        <DataList label={t`Passkeys`} rows={passkeys} columns={columns} rowKey={(passkey) => passkey.id} />
      </Panel>
      <RecoveryPanel />
      <Modal opened={opened} onClose={close} title={t`Add a passkey`} centered>
        <PasskeyStep onDone={() => void added()} />
        <Group mt="sm">
          <Text size="sm" c="dimmed">
            <Trans>First you confirm with a passkey that you already have.</Trans>
          </Text>
        </Group>
      </Modal>
    </Stack>
  );
}
