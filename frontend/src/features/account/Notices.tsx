import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import {
  listNoticePreferencesOptions,
  listNoticePreferencesQueryKey,
  setNoticePreferenceMutation,
} from "@/client/@tanstack/react-query.gen";
import type { NoticePreference } from "@/client/types.gen";
import { oneOf } from "@/lib/search";
import { can, useMe } from "@/lib/session";
import { type Column, DataList } from "@/ui/DataList";
import { topics } from "@/ui/notices";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";

const deliveries = ["now", "daily", "weekly", "off"] as const;

/** Notices lets a person choose, for each kind, whether it stands in the inbox and how it comes by mail. */
export function Notices() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(listNoticePreferencesOptions());
  const choose = useMutation({
    ...setNoticePreferenceMutation(),
    onSuccess: async () => {
      done(t`Saved`);
      await client.invalidateQueries({ queryKey: listNoticePreferencesQueryKey() });
    },
  });
  const rows = data.items.filter(({ topic }) => {
    const { permission } = topics[topic];
    return !permission || can(me, permission);
  });
  const set = ({ topic, inApp, mail }: NoticePreference, change: Partial<NoticePreference>) =>
    choose.mutate({ path: { topic }, body: { inApp, mail, ...change } });
  const zone = data.digestZone;
  const name = (row: NoticePreference) => i18n._(topics[row.topic].title);
  const columns: Column<NoticePreference>[] = [
    {
      key: "kind",
      header: t`Kind`,
      main: true,
      cell: (row) => (
        <Stack gap={2} maw={420}>
          <Text size="sm" fw={600}>
            {name(row)}
          </Text>
          <Text size="sm" fw={400} c="dimmed">
            {i18n._(topics[row.topic].about)}
          </Text>
          {row.locked && (
            <Text size="sm" fw={400}>
              <Trans>This can't be switched off: only you can tell whether it was you.</Trans>
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "inApp",
      header: t`In the inbox`,
      cell: (row) =>
        row.locked ? (
          <Text size="sm">
            <Trans>Always</Trans>
          </Text>
        ) : (
          <Switch
            aria-label={t`${name(row)} in the inbox`}
            checked={row.inApp}
            disabled={choose.isPending}
            onChange={(event) => set(row, { inApp: event.currentTarget.checked })}
          />
        ),
    },
    {
      key: "mail",
      header: t`By mail`,
      cell: (row) =>
        row.locked ? (
          <Text size="sm">
            <Trans>Always, at once</Trans>
          </Text>
        ) : (
          <Select
            aria-label={t`${name(row)} by mail`}
            w={170}
            allowDeselect={false}
            value={row.mail}
            disabled={choose.isPending}
            onChange={(value) => set(row, { mail: oneOf(value, deliveries) ?? row.mail })}
            data={[
              { value: "now", label: t`At once` },
              { value: "daily", label: t`Daily digest` },
              { value: "weekly", label: t`Weekly digest` },
              { value: "off", label: t`No mail` },
            ]}
          />
        ),
    },
  ];
  return (
    <Panel title={t`What reaches you`}>
      <Text size="sm" c="dimmed" mb="sm">
        <Trans>
          Digests are sent at 07:00 ({zone}), the weekly one on Mondays. They leave out what you have read in the inbox.
        </Trans>
      </Text>
      <ProblemAlert error={choose.error} />
      <DataList label={t`Kinds of notices`} rows={rows} columns={columns} rowKey={(row) => row.topic} />
    </Panel>
  );
}
