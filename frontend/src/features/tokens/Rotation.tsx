import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { finishRotationMutation } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { tokenChanged } from "./tokenChanged";

/** Rotation shows both secrets of a rotating token and ends the overlap early on demand. */
export function Rotation({ token }: { token: Token }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const finish = useMutation({
    ...finishRotationMutation(),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      done(t`The rotation is finished: only the new secret works`);
    },
  });
  return (
    <Alert color="blue" variant="light" title={t`Two secrets work during this rotation`}>
      <Stack gap="sm">
        <Table withRowBorders={false} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Secret</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Made</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Ends</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {token.generations.map((generation) => (
              <Table.Tr key={generation.number}>
                <Table.Td ff="monospace">{generation.hint}</Table.Td>
                <Table.Td>
                  <RelativeTime at={generation.createdAt} />
                </Table.Td>
                <Table.Td>
                  {generation.pending ? (
                    <Trans>waits for its first use</Trans>
                  ) : (
                    <RelativeTime at={generation.endsAt} fallback={t`with the token`} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <ProblemAlert error={finish.error} />
        <Group>
          <Button size="xs" loading={finish.isPending} onClick={() => finish.mutate({ path: { token: token.id } })}>
            <Trans>Finish now: end the old secret</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
