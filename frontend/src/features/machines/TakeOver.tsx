import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { handOver } from "@/client/sdk.gen";
import { useMe } from "@/lib/session";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Props = { machine: { id: string; name: string }; onTaken?: () => void };

/** TakeOver lets whoever presses it answer for an operator token from then on. */
export function TakeOver({ machine, onTaken }: Props) {
  const { t } = useLingui();
  const me = useMe().account.id;
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: () => handOver({ path: { token: machine.id }, body: { account: me } }),
    onSuccess: async () => {
      onTaken?.();
      done(t`You answer for ${machine.name} now`);
      await client.invalidateQueries({ queryKey: ["machines"] });
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        flex="none"
        loading={take.isPending}
        aria-label={t`Take it over: ${machine.name}`}
        onClick={() => take.mutate()}
      >
        <Trans>Take it over</Trans>
      </Button>
      <ProblemAlert error={take.error} />
    </>
  );
}
