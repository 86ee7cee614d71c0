import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listSigningKeysOptions } from "@/client/@tanstack/react-query.gen";
import type { SigningKey } from "@/client/types.gen";
import { can, sessionOptions } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { type KeyAct, KeyDialog } from "./KeyDialog";

/** KeysPage shows the keys that sign access tokens, where each is in its life, and what an operator can do about them. */
export function KeysPage() {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listSigningKeysOptions());
  const { data: me } = useSuspenseQuery(sessionOptions);
  const [act, setAct] = useState<KeyAct | undefined>();
  const write = can(me, "keys:write");
  const columns: Column<SigningKey>[] = [
    {
      key: "id",
      header: t`Key id`,
      main: true,
      cell: (key) => <Code style={{ overflowWrap: "anywhere" }}>{key.id}</Code>,
    },
    { key: "state", header: t`State`, cell: (key) => <StateBadge state={key.state} /> },
    { key: "algorithm", header: t`Algorithm`, cell: (key) => key.algorithm },
    { key: "driver", header: t`Kept in`, cell: (key) => (key.driver === "software" ? t`the database` : key.driver) },
    { key: "age", header: t`Made`, cell: (key) => <RelativeTime at={key.createdAt} /> },
    { key: "next", header: t`What follows`, cell: (key) => <Follows signingKey={key} /> },
    {
      key: "actions",
      header: t`Actions`,
      cell: (key) =>
        write &&
        key.state !== "removed" && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAct({ kind: "revoke", key })}>
            <Trans>Revoke</Trans>
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t`Signing keys`}
        lead={
          <Trans>
            They sign the access tokens of OAuth clients. A key signs for 90 days; the next one is published well
            before, so that nobody who verifies tokens meets an unknown key.
          </Trans>
        }
        actions={
          write && (
            <Group gap="xs">
              <Button variant="default" onClick={() => setAct({ kind: "end" })}>
                <Trans>End all access tokens</Trans>
              </Button>
              <Button onClick={() => setAct({ kind: "rotate" })}>
                <Trans>Rotate now</Trans>
              </Button>
            </Group>
          )
        }
      />
      <Stack>
        <DataList label={t`Signing keys`} rows={data.items} columns={columns} rowKey={(key) => key.id} empty={null} />
        <Text size="sm" c="dimmed">
          <Trans>
            Public halves stand in <Code>/oauth2/jwks.json</Code>. The key that signs what upstreams are told of a
            caller is another one, in <Code>/.well-known/jwks.json</Code>.
          </Trans>
        </Text>
      </Stack>
      {act && <KeyDialog act={act} onClose={() => setAct(undefined)} />}
    </>
  );
}

function Follows({ signingKey: key }: { signingKey: SigningKey }) {
  if (key.state === "next")
    return (
      <Trans>
        may sign <RelativeTime at={key.readyAt} />
      </Trans>
    );
  if (key.state === "active")
    return (
      <Trans>
        gives way <RelativeTime at={key.dueAt} />
      </Trans>
    );
  if (key.state === "retiring")
    return (
      <Trans>
        removed <RelativeTime at={key.dueAt} />
      </Trans>
    );
  return (
    <Text size="sm" c="dimmed">
      {key.removedReason}
    </Text>
  );
}
