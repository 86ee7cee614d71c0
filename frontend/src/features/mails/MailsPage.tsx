import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Group, SegmentedControl, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { listMails } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { oneOf } from "@/lib/search";
import { can, useMe } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { MailBody } from "./MailBody";
import { RetryFailed } from "./Retry";
import { TestMail } from "./TestMail";

const route = getRouteApi("/operate/mails");
const states = ["failed", "kept", "queued", "sent"] as const;

export function MailsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useSuspenseInfiniteQuery({
    ...pages(["mails", state], (cursor) => listMails({ query: { cursor, ...(state && { state }) } })),
    // Somebody who sends a test mail looks here for what became of it.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((mail) => mail.state === "queued")) ? 3_000 : false,
  });
  const mails = list.data.pages.flatMap((page) => page.items);
  const operates = can(me, "settings:write");
  const retries = operates && me.portal.mailConfigured;
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
        actions={
          <>
            <ButtonLink to="/operate/mails/texts" variant="default">
              <Trans>Texts of mails</Trans>
            </ButtonLink>
            {operates && <TestMail to={me.account.email} />}
          </>
        }
      />
      <Group mb="md" justify="space-between">
        <SegmentedControl
          aria-label={t`Which mails`}
          value={state ?? "all"}
          onChange={(value) => {
            const next = oneOf(value, states);
            void navigate({ search: next ? { state: next } : {}, replace: true });
          }}
          data={[
            { value: "all", label: t`All` },
            { value: "failed", label: t`Failed` },
            { value: "kept", label: t`Kept` },
            { value: "queued", label: t`Queued` },
            { value: "sent", label: t`Sent` },
          ]}
        />
        {retries && mails.some((mail) => mail.state === "failed") && <RetryFailed />}
      </Group>
      {mails.length === 0 && (
        <EmptyState icon={IconMail} title={state ? t`Nothing here` : t`No mail yet`}>
          {state ? (
            <Trans>No mail is in this state.</Trans>
          ) : (
            <Trans>Confirmations of addresses, decisions and warnings appear here.</Trans>
          )}
        </EmptyState>
      )}
      <Accordion variant="separated" maw={900} order={2}>
        {mails.map((mail) => (
          <Accordion.Item key={mail.id} value={mail.id}>
            <Accordion.Control>
              <Group gap="xs">
                <Text fw={600}>{mail.subject}</Text>
                {mail.state === "queued" && mail.error ? (
                  <StateBadge state="pending" label={t`Tried again`} />
                ) : (
                  <StateBadge state={mail.state} />
                )}
              </Group>
              <Text size="sm" c="dimmed">
                {mail.to} · <RelativeTime at={mail.createdAt} />
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <MailBody mail={mail} retries={retries} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
