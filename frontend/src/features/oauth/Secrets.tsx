import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { revokeOAuthClientSecret } from "@/client/sdk.gen";
import type { OAuthClient, OAuthClientSecret } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { type Column, DataList } from "@/ui/DataList";
import { done } from "@/ui/notify";
import { RelativeTime } from "@/ui/RelativeTime";
import { clientsChanged } from "./queries";

/** Secrets lists the secrets of a client that work, and revokes one after asking, unless whoever looks changes nothing. */
export function Secrets({ client, viewed }: { client: OAuthClient; viewed: boolean }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [ending, setEnding] = useState<OAuthClientSecret | undefined>();
  const end = useMutation({
    mutationFn: (secret: OAuthClientSecret) =>
      revokeOAuthClientSecret({ path: { client: client.id, secret: secret.number } }),
    onSuccess: async () => {
      await clientsChanged(queryClient, client.app);
      setEnding(undefined);
      done(t`The secret is revoked`);
    },
  });
  const columns: Column<OAuthClientSecret>[] = [
    { key: "hint", header: t`Secret`, main: true, cell: (secret) => <Code>{secret.hint}</Code> },
    { key: "made", header: t`Made`, cell: (secret) => <RelativeTime at={secret.createdAt} /> },
    { key: "expires", header: t`Expires`, cell: (secret) => <RelativeTime at={secret.expiresAt} /> },
  ];
  if (!viewed)
    columns.push({
      key: "actions",
      header: t`Actions`,
      cell: (secret) => (
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => setEnding(secret)}>
          <Trans>Revoke</Trans>
        </Button>
      ),
    });
  return (
    <>
      <DataList
        label={t`Secrets`}
        rows={client.secrets}
        columns={columns}
        rowKey={(secret) => String(secret.number)}
        empty={
          <Text size="sm">
            {viewed ? (
              <Trans>No secret works any more.</Trans>
            ) : (
              <Trans>No secret works any more. Add one, and put it in place.</Trans>
            )}
          </Text>
        }
      />
      {ending && (
        <ConfirmDialog
          opened
          onClose={() => setEnding(undefined)}
          title={t`Revoke the secret ${ending.hint}?`}
          confirm={t`Revoke`}
          danger
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(ending)}
        >
          <Text size="sm">
            {client.secrets.length > 1 ? (
              <Trans>Who still uses it gets no more tokens. The other secret goes on working.</Trans>
            ) : (
              <Trans>It is the only one: the client gets no more tokens until you add another.</Trans>
            )}
          </Text>
        </ConfirmDialog>
      )}
    </>
  );
}
