import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { finishRotationMutation } from "@/client/@tanstack/react-query.gen";
import type { GenerationUse, Token } from "@/client/types.gen";
import { useNow } from "@/lib/useNow";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { tokenChanged } from "./tokenChanged";

const hour = 3_600_000;

type Props = {
  token: Token;
  /** When the new secret was used last. */
  used: string | undefined;
  old: GenerationUse | undefined;
};

/** FinishRotation ends the old secret at once, and asks first while something may still call with it. */
export function FinishRotation({ token, used, old }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const finish = useMutation({
    ...finishRotationMutation(),
    onSuccess: async (changed) => {
      setAsking(false);
      await tokenChanged(client, changed);
      done(t`The rotation is finished: only the new secret works`);
    },
  });
  const end = () => finish.mutate({ path: { token: token.id } });
  const busy = old?.lastUsedAt !== undefined && now - Date.parse(old.lastUsedAt) < hour;
  return (
    <>
      <Button loading={!asking && finish.isPending} onClick={used && !busy ? end : () => setAsking(true)}>
        <Trans>Finish now: end the old secret</Trans>
      </Button>
      {!asking && <ProblemAlert error={finish.error} />}
      {asking && (
        <ConfirmDialog
          opened
          onClose={() => setAsking(false)}
          title={t`End the old secret now?`}
          confirm={t`End the old secret`}
          danger
          busy={finish.isPending}
          error={finish.error}
          onConfirm={end}
        >
          {old?.lastUsedAt && (
            <Text size="sm">
              <Trans>
                It was used <RelativeTime at={old.lastUsedAt} />. Whatever still calls with it is refused from the next
                call on.
              </Trans>
            </Text>
          )}
          {!used && (
            <Text size="sm">
              <Trans>Nothing has used the new secret yet. Is it in place everywhere?</Trans>
            </Text>
          )}
          <Text size="sm">
            <Trans>This can't be undone.</Trans>
          </Text>
        </ConfirmDialog>
      )}
    </>
  );
}
