import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { beginStepUp, finishStepUp } from "@/client/sdk.gen";
import { keepCSRF } from "@/lib/csrf";
import { provePasskey, wasDeclined } from "@/lib/passkeys";
import { sessionOptions } from "@/lib/session";
import { answerStepUp } from "@/lib/stepup";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** StepUpDialog asks for a fresh passkey proof whenever the server wants one; the waiting request goes on afterwards. */
export function StepUpDialog() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const settle = useRef<((given: boolean) => void) | null>(null);
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
  const { reset } = proof;
  useEffect(
    () =>
      answerStepUp(() => {
        reset();
        setOpened(true);
        return new Promise((resolve) => {
          settle.current = resolve;
        });
      }),
    [reset],
  );
  function answer(given: boolean) {
    setOpened(false);
    settle.current?.(given);
    settle.current = null;
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
