import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { retryFailedMailsMutation, retryMailMutation } from "@/client/@tanstack/react-query.gen";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** Retry sends one mail once more. */
export function Retry({ id }: { id: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const retry = useMutation({
    ...retryMailMutation(),
    onSuccess: () => done(t`The mail is on its way`),
    onSettled: () => client.invalidateQueries({ queryKey: ["mails"] }),
  });
  return (
    <>
      <ProblemAlert error={retry.error} />
      <Button size="xs" variant="light" loading={retry.isPending} onClick={() => retry.mutate({ path: { mail: id } })}>
        <Trans>Send it once more</Trans>
      </Button>
    </>
  );
}

/** RetryFailed sends all mails that failed once more. */
export function RetryFailed() {
  const { t } = useLingui();
  const client = useQueryClient();
  const retry = useMutation({
    ...retryFailedMailsMutation(),
    onSuccess: ({ mails }) => done(t`Mails on their way again: ${mails}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["mails"] }),
  });
  return (
    <>
      <ProblemAlert error={retry.error} />
      <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate({})}>
        <Trans>Send all failed ones once more</Trans>
      </Button>
    </>
  );
}
