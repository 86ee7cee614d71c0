import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Code, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { OverviewNote } from "@/client/types.gen";
import { exactTime, inWords } from "@/lib/format";

/** OverviewNotes tell what the node that answers is in want of; usually there is nothing. */
export function OverviewNotes({ notes }: { notes: OverviewNote[] }) {
  const { t } = useLingui();
  const titles: Record<OverviewNote["kind"], string> = {
    databaseAway: t`The database was away`,
    callsRefused: t`The database was away, and calls were refused`,
    limitsAlone: t`This node counts rate limits by itself`,
    otherKeys: t`Nodes have different key files`,
    clockBehind: t`The clock was set back`,
    clockDiffers: t`The clock of this node differs`,
  };
  if (notes.length === 0) return null;
  return (
    <Stack gap="sm" mb="lg">
      {notes.map((note) => (
        <Alert
          key={note.kind}
          color="orange"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title={titles[note.kind]}
        >
          <Text size="sm">
            <Words note={note} />
          </Text>
        </Alert>
      ))}
    </Stack>
  );
}

function Words({ note }: { note: OverviewNote }) {
  const { from = "", until, seconds = 0, nodes = 0, why } = note;
  switch (note.kind) {
    case "databaseAway":
    case "callsRefused":
      return (
        <>
          {until ? (
            <Trans>
              From {exactTime(from)} to {exactTime(until)}.
            </Trans>
          ) : (
            <Trans>Since {exactTime(from)}.</Trans>
          )}{" "}
          <Plural
            value={seconds}
            one="Calls are decided from what is known for # second, and refused afterwards."
            other="Calls are decided from what is known for # seconds, and refused afterwards."
          />
        </>
      );
    case "limitsAlone":
      return (
        <Trans>
          The Redis that the nodes share does not serve it: {why}. Until it does, the node gives its part of each limit
          and no more.
        </Trans>
      );
    case "clockBehind":
      return (
        <Trans>
          The clock of the machine is {inWords(seconds)} behind a time that it showed before. What was expired then
          stays so, and nothing is signed: calls to upstreams are refused, and no access tokens are issued. Set the
          clock right; if it is right now, run <Code>gatehouse clock accept</Code> on the machine.
        </Trans>
      );
    case "clockDiffers":
      return (
        <Trans>
          It is {why}. The node reports that it isn't ready until they agree: let all machines follow the same time
          servers.
        </Trans>
      );
    case "otherKeys":
      return (
        <Plural
          value={nodes}
          one="# node that uses this database has another key file: each side gives whole limits, and secrets that one sealed are closed to the other. Copy one key file to all nodes and start them again."
          other="# nodes that use this database have another key file: each side gives whole limits, and secrets that one sealed are closed to the other. Copy one key file to all nodes and start them again."
        />
      );
  }
}
