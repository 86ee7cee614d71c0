import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Alert, Group, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { listMails } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { can, useMe } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { MailText } from "./MailText";
import { TestMail } from "./TestMail";

export function MailsPage() {
  const { t } = useLingui();
  const me = useMe();
  const list = useSuspenseInfiniteQuery(pages(["mails"], (cursor) => listMails({ query: { cursor } })));
  const mails = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader
        title={t`Mails`}
        lead={
          me.portal.mailConfigured ? (
            <Trans>What this portal sent, and what it could not send.</Trans>
          ) : (
            <Trans>Mail is not configured: messages are kept here, so that you can pass their links on.</Trans>
          )
        }
        actions={can(me, "settings:write") && <TestMail to={me.account.email} />}
      />
      {mails.length === 0 && (
        <EmptyState icon={IconMail} title={t`No mail yet`}>
          <Trans>Confirmations of addresses, decisions and warnings appear here.</Trans>
        </EmptyState>
      )}
      <Accordion variant="separated" maw={900} order={2}>
        {mails.map((mail) => (
          <Accordion.Item key={mail.id} value={mail.id}>
            <Accordion.Control>
              <Group gap="xs">
                <Text fw={600}>{mail.subject}</Text>
                <StateBadge state={mail.state} />
              </Group>
              <Text size="sm" c="dimmed">
                {mail.to} · <RelativeTime at={mail.createdAt} />
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              {mail.error && (
                <Alert color="red" variant="light" mb="sm">
                  {mail.error}
                </Alert>
              )}
              <MailText text={mail.text} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
