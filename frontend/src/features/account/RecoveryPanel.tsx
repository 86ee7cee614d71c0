import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { regenerateRecoveryCodesMutation } from "@/client/@tanstack/react-query.gen";
import { RecoveryCodes } from "@/features/auth/RecoveryCodes";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** RecoveryPanel replaces the recovery codes; the old ones die when the new ones appear. */
export function RecoveryPanel() {
  const { t } = useLingui();
  const renew = useMutation({ ...regenerateRecoveryCodesMutation(), gcTime: 0 });
  return (
    <Panel title={t`Recovery codes`}>
      <Text size="sm" mb="sm">
        <Trans>They let you in when every passkey is lost. New codes replace all old ones.</Trans>
      </Text>
      <ProblemAlert error={renew.error} />
      <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate({})}>
        <Trans>Make new codes</Trans>
      </Button>
      <Modal
        opened={renew.data !== undefined}
        onClose={renew.reset}
        title={t`Your new recovery codes`}
        centered
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        <RecoveryCodes codes={renew.data?.codes ?? []} onDone={renew.reset} done={t`Done`} />
      </Modal>
    </Panel>
  );
}
