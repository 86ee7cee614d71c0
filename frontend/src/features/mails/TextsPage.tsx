import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listMailTemplatesOptions } from "@/client/@tanstack/react-query.gen";
import type { MailTemplate } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { type Column, DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";

/** TextsPage lists every kind of mail with when it is sent and whether its text was edited. */
export function TextsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { data } = useSuspenseQuery(listMailTemplatesOptions());
  const edits = can(me, "settings:write");
  const columns: Column<MailTemplate>[] = [
    {
      key: "name",
      header: t`Mail`,
      main: true,
      cell: (row) =>
        edits ? (
          <TextLink to="/operate/mails/texts/$template" params={{ template: row.name }} size="sm">
            {row.name}
          </TextLink>
        ) : (
          <Text size="sm">{row.name}</Text>
        ),
    },
    { key: "when", header: t`When it is sent`, cell: (row) => <Text size="sm">{row.when}</Text> },
    {
      key: "state",
      header: t`Text`,
      cell: (row) => (
        <Group gap={6}>
          {row.edited ? (
            <Badge variant="light" radius="sm" tt="none">
              <Trans>Edited</Trans>
            </Badge>
          ) : (
            <Text size="sm" c="dimmed">
              <Trans>As shipped</Trans>
            </Text>
          )}
          {row.mistakes.length > 0 && (
            <Badge variant="light" color="red" radius="sm" tt="none">
              <Trans>Can't be sent</Trans>
            </Badge>
          )}
          {row.edited && row.updatedAt && (
            <Text size="sm" c="dimmed">
              <RelativeTime at={row.updatedAt} />
            </Text>
          )}
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t`Texts of mails`}
        lead={<Trans>The words in which this portal writes to people. All share one layout.</Trans>}
        above={
          <Crumb>
            <TextLink to="/operate/mails">
              <Trans>Mails</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <DataList label={t`Texts of mails`} rows={data.items} columns={columns} rowKey={(row) => row.name} />
    </>
  );
}
