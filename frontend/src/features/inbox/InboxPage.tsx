import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { readNoticesMutation } from "@/client/@tanstack/react-query.gen";
import { listNotices } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { sessionOptions } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { InboxFilter } from "./InboxFilter";
import { NoticeCard } from "./NoticeCard";

const route = getRouteApi("/inbox");

export function InboxPage() {
  const { t } = useLingui();
  const { topic, show } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const list = useSuspenseInfiniteQuery(
    pages(["inbox", topic, show], (cursor) =>
      listNotices({ query: { cursor, ...(topic && { topic }), ...(show && { unread: true }) } }),
    ),
  );
  const notices = list.data.pages.flatMap((page) => page.items);
  const read = useMutation({
    ...readNoticesMutation(),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["inbox"] }),
        client.invalidateQueries({ queryKey: sessionOptions.queryKey }),
      ]),
  });
  const newest = notices[0]?.id;
  const readAll = () => newest && read.mutate({ body: { upTo: newest, ...(topic && { topic }) } });
  return (
    <>
      <PageHeader
        title={t`Inbox`}
        lead={<Trans>What happened to your apps, tokens and requests.</Trans>}
        actions={
          <>
            {notices.some((notice) => !notice.read) && (
              <Button variant="default" loading={read.isPending} onClick={readAll}>
                <Trans>Mark all as read</Trans>
              </Button>
            )}
            <ButtonLink to="/account" search={{ tab: "notices" }} variant="default">
              <Trans>Choose what reaches you</Trans>
            </ButtonLink>
          </>
        }
      />
      <InboxFilter
        unread={show === "unread"}
        topic={topic}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      <ProblemAlert error={read.error} />
      {notices.length === 0 ? (
        <EmptyState icon={IconBell} title={show || topic ? t`Nothing here` : t`Nothing yet`}>
          {show || topic ? (
            <Trans>No notice fits what you chose above.</Trans>
          ) : (
            <Trans>Decisions on your requests and notices about your tokens arrive here, and by mail.</Trans>
          )}
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
