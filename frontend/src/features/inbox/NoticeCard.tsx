import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Card, Group, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { Notice } from "@/client/types.gen";
import { localPath } from "@/lib/search";
import { topics } from "@/ui/notices";
import { RelativeTime } from "@/ui/RelativeTime";

/** NoticeCard is one notice of the inbox with where it leads. */
export function NoticeCard({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const { i18n } = useLingui();
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
          <Text fw={notice.read ? 500 : 700} style={{ overflowWrap: "anywhere" }}>
            {notice.title}
          </Text>
          {!notice.read && (
            <Badge size="sm" radius="sm" tt="none">
              <Trans>New</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {i18n._(topics[notice.topic].title)} · <RelativeTime at={notice.createdAt} />
        </Text>
      </Group>
      <Text size="sm" mt={4} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
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
