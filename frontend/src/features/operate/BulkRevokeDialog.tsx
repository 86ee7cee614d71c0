import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Progress, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  getTokenRevocationOptions,
  getTokensImpactOptions,
  revokeTokensMutation,
} from "@/client/@tanstack/react-query.gen";
import type { TokenFilter, TokenRevocation } from "@/client/types.gen";
import { Relying } from "@/features/tokens/Impact";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";

type Props = { filter: TokenFilter; onClose: () => void };

/** BulkRevokeDialog shows what relies on all tokens that match, revokes them, and follows until the last one ended. */
export function BulkRevokeDialog({ filter, onClose }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const impact = useQuery({ ...getTokensImpactOptions({ query: filter }), staleTime: 0, gcTime: 0 });
  const revoke = useMutation({ ...revokeTokensMutation(), onError: () => void impact.refetch() });
  if (revoke.data) return <Following begun={revoke.data} onClose={onClose} />;
  const matched = impact.data?.tokens ?? 0;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Revoke all tokens that match?`}
      confirm={t`Revoke ${matched}`}
      danger
      busy={revoke.isPending}
      disabled={matched === 0}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ body: { filter, expected: matched, reason } })}
    >
      <ProblemAlert error={impact.error} retry={() => void impact.refetch()} />
      {impact.isPending && <BlockSkeleton height={150} />}
      {impact.data && (
        <>
          <Text fw={600}>
            <Plural value={matched} one="# living token matches" other="# living tokens match" />
            {", "}
            <Plural value={impact.data.apps} one="of # app" other="of # apps" />
          </Text>
          <Text size="sm">
            <Trans>
              The next call with any of them is refused, and none of them comes back. Their owners are told.
            </Trans>
          </Text>
          {matched > 0 && (
            <Relying
              impact={impact.data}
              people={impact.data.owners.map(({ name, tokens }) => `${name} (${tokens})`).join(", ")}
            />
          )}
        </>
      )}
      <Textarea
        label={t`Reason`}
        required
        value={reason}
        error={fieldErrors(revoke.error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function Following({ begun, onClose }: { begun: TokenRevocation; onClose: () => void }) {
  const { t } = useLingui();
  const query = useQuery({
    ...getTokenRevocationOptions({ path: { revocation: begun.id } }),
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 1_000),
  });
  const { done, total, finishedAt } = query.data ?? begun;
  return (
    <Modal opened onClose={onClose} title={finishedAt ? t`Revoked` : t`Revoking`} centered>
      <Stack>
        <ProblemAlert error={query.error} />
        <Progress.Root size="lg">
          <Progress.Section value={(100 * done) / total} aria-label={t`Progress`} />
        </Progress.Root>
        <Text role="status">
          <Trans>
            {done} of {total} tokens are revoked.
          </Trans>{" "}
          {!finishedAt && <Trans>You can close this: it goes on without you.</Trans>}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
