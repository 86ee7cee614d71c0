import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { beginStepUp, finishStepUp } from "@/client/sdk.gen";
import { keepCSRF } from "@/lib/csrf";
import { provePasskey, wasDeclined } from "@/lib/passkeys";
import { sessionOptions } from "@/lib/session";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useLateOpened } from "@/ui/useLateOpened";

type Props = { wanted: boolean; onAnswer: (given: boolean) => void };

/** StepUpDialog explains the proof and takes it. */
export default function StepUpDialog({ wanted, onAnswer }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const opened = useLateOpened(wanted);
  const proof = useMutation({
    mutationFn: async () => {
      const { data: options } = await beginStepUp();
      const credential = await provePasskey(options);
      return (await finishStepUp({ body: { credential } })).data;
    },
    onSuccess: (result) => {
      keepCSRF(result.csrfToken);
      void queryClient.invalidateQueries({ queryKey: sessionOptions.queryKey });
      answer(true);
    },
  });
  function answer(given: boolean) {
    proof.reset();
    onAnswer(given);
  }
  return (
    <Modal opened={opened} onClose={() => answer(false)} title={t`Confirm that it is you`} centered zIndex={400}>
      <Stack>
        <Text size="sm">
          <Trans>This step needs a fresh proof with your passkey. It holds for five minutes.</Trans>
        </Text>
        {wasDeclined(proof.error) ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            <Trans>The passkey was not used. Nothing was changed; try again when you are ready.</Trans>
          </Text>
        ) : (
          <ProblemAlert error={proof.error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answer(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            data-autofocus
            leftSection={<IconFingerprint size={18} aria-hidden />}
            loading={proof.isPending}
            onClick={() => proof.mutate()}
          >
            <Trans>Use your passkey</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
