import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { readNoticesMutation } from "@/client/@tanstack/react-query.gen";
import { listNotices } from "@/client/sdk.gen";
import type { Notice } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { localPath } from "@/lib/search";
import { sessionOptions } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";

const inboxOptions = pages(["inbox"], (cursor) => listNotices({ query: { cursor } }));

export function InboxPage() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const list = useSuspenseInfiniteQuery(inboxOptions);
  const notices = list.data.pages.flatMap((page) => page.items);
  const read = useMutation({
    ...readNoticesMutation(),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: inboxOptions.queryKey }),
        queryClient.invalidateQueries({ queryKey: sessionOptions.queryKey }),
      ]),
  });
  const unread = notices.some((notice) => !notice.read);
  return (
    <>
      <PageHeader
        title={t`Inbox`}
        lead={<Trans>What happened to your apps, tokens and requests.</Trans>}
        actions={
          unread && (
            <Button variant="default" loading={read.isPending} onClick={() => read.mutate({ body: {} })}>
              <Trans>Mark all as read</Trans>
            </Button>
          )
        }
      />
      <ProblemAlert error={read.error} />
      {notices.length === 0 ? (
        <EmptyState icon={IconBell} title={t`Nothing yet`}>
          <Trans>Decisions on your requests and notices about your tokens arrive here, and by mail.</Trans>
        </EmptyState>
      ) : (
        <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
          {notices.map((notice) => (
            <NoticeCard key={notice.id} notice={notice} onRead={() => read.mutate({ body: { ids: [notice.id] } })} />
          ))}
        </Stack>
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

function NoticeCard({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const router = useRouter();
  const link = notice.link;
  const open = () => {
    if (!notice.read) onRead();
    if (link) router.history.push(localPath(link, "/inbox"));
  };
  return (
    <Card component="li" withBorder padding="md">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={notice.read ? 500 : 700}>{notice.title}</Text>
          {!notice.read && (
            <Badge size="sm" radius="sm" tt="none">
              <Trans>New</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          <RelativeTime at={notice.createdAt} />
        </Text>
      </Group>
      <Text size="sm" mt={4} style={{ whiteSpace: "pre-line" }}>
        {notice.body}
      </Text>
      {(link || !notice.read) && (
        <Group mt="xs">
          <Button size="xs" variant="light" onClick={open}>
            {link ? <Trans>Open</Trans> : <Trans>Mark as read</Trans>}
          </Button>
        </Group>
      )}
    </Card>
  );
}
