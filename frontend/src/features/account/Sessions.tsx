import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import {
  endOtherSessionsMutation,
  endSessionMutation,
  listSessionsOptions,
  listSessionsQueryKey,
} from "@/client/@tanstack/react-query.gen";
import type { Session } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";

export function Sessions() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(listSessionsOptions());
  const ended = async () => {
    await queryClient.invalidateQueries({ queryKey: listSessionsQueryKey() });
    done(t`Ended`);
  };
  const end = useMutation({ ...endSessionMutation(), onSuccess: ended });
  const endOthers = useMutation({ ...endOtherSessionsMutation(), onSuccess: ended });
  const columns: Column<Session>[] = [
    {
      key: "device",
      header: t`Device`,
      main: true,
      cell: (session) => (
        <Group gap="xs">
          {session.device}
          {session.current && (
            <Badge variant="light" radius="sm" tt="none">
              <Trans>This one</Trans>
            </Badge>
          )}
        </Group>
      ),
    },
    { key: "network", header: t`From`, cell: (session) => session.network },
    { key: "began", header: t`Signed in`, cell: (session) => <RelativeTime at={session.createdAt} /> },
    { key: "seen", header: t`Last seen`, cell: (session) => <RelativeTime at={session.lastSeenAt} /> },
    { key: "ends", header: t`Ends`, cell: (session) => <RelativeTime at={session.expiresAt} /> },
    {
      key: "end",
      header: t`Actions`,
      cell: (session) =>
        !session.current && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={t`End the session on ${session.device}`}
            onClick={() => end.mutate({ path: { session: session.id } })}
          >
            <Trans>End</Trans>
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t`Where you are signed in`}
      actions={
        data.items.length > 1 && (
          <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate({})}>
            <Trans>End all others</Trans>
          </Button>
        )
      }
    >
      <ProblemAlert error={end.error ?? endOthers.error} />
      <DataList label={t`Sessions`} rows={data.items} columns={columns} rowKey={(session) => session.id} />
    </Panel>
  );
}
