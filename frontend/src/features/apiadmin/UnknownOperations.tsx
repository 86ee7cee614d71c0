import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forgetDiscoveryMutation, getDiscoveryQueryKey } from "@/client/@tanstack/react-query.gen";
import type { Discovery, UnknownOperation } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { type Column, DataList } from "@/ui/DataList";
import { Method } from "@/ui/Method";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";

/** UnknownOperations lists what was called and the document doesn't have, with the beginning of its description to copy. */
export function UnknownOperations({ api, discovery }: { api: string; discovery: Discovery }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const forget = useMutation({
    ...forgetDiscoveryMutation(),
    onSuccess: async () => {
      dialog.close();
      done(t`The list begins anew`);
      await client.invalidateQueries({ queryKey: getDiscoveryQueryKey({ path: { api } }) });
    },
  });
  const columns: Column<UnknownOperation>[] = [
    {
      key: "path",
      header: t`Called as`,
      main: true,
      cell: (o) => (
        <Group gap={6} wrap="nowrap">
          <Method method={o.method} short />
          <code style={{ overflowWrap: "anywhere" }}>{o.path}</code>
        </Group>
      ),
    },
    { key: "calls", header: t`Calls`, align: "right", cell: (o) => fullNumber(o.calls) },
    { key: "status", header: t`Answered`, align: "right", cell: (o) => o.status },
    { key: "apps", header: t`Apps`, cell: (o) => o.apps.map((app) => app.name || app.id).join(", ") },
    { key: "first", header: t`First`, cell: (o) => <RelativeTime at={o.firstAt} /> },
    { key: "last", header: t`Last`, cell: (o) => <RelativeTime at={o.lastAt} /> },
    {
      key: "snippet",
      header: "",
      cell: (o) => (
        <CopyButton value={o.snippet}>
          {({ copied, copy }) => {
            const word = copied ? t`Copied` : t`Copy as YAML`;
            return (
              <Button size="compact-sm" variant="default" onClick={copy} aria-label={t`${word}: ${o.method} ${o.path}`}>
                {word}
              </Button>
            );
          }}
        </CopyButton>
      ),
    },
  ];
  const rest = discovery.other;
  return (
    <Panel
      title={t`Not in the document`}
      actions={
        discovery.unknown.length > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={dialog.open}>
            <Trans>Begin anew…</Trans>
          </Button>
        )
      }
    >
      {discovery.unknown.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Apps called only what the document has.</Trans>
        </Text>
      ) : (
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            <Trans>
              Apps with a valid token called these and were refused. If one should work, copy its beginning into the
              document and import that; if not, tell the app's people.
            </Trans>
          </Text>
          <DataList
            label={t`Not in the document`}
            rows={discovery.unknown}
            columns={columns}
            rowKey={(o) => `${o.method} ${o.path}`}
          />
          {rest > 0 && (
            <Text size="sm">
              <Trans>{fullNumber(rest)} further calls went to so many others that they are only counted.</Trans>
            </Text>
          )}
        </Stack>
      )}
      <ConfirmDialog
        opened={opened}
        onClose={dialog.close}
        title={t`Begin the list anew?`}
        confirm={t`Begin anew`}
        busy={forget.isPending}
        error={forget.error}
        onConfirm={() => forget.mutate({ path: { api } })}
      >
        <Text size="sm">
          <Trans>What was counted so far is forgotten. Calls, usage and the document stay as they are.</Trans>
        </Text>
      </ConfirmDialog>
    </Panel>
  );
}
