import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import type { FormerEmail } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";

/** FormerEmails says which earlier addresses can still take the account back. */
export function FormerEmails({ former }: { former: FormerEmail[] }) {
  if (former.length === 0) return null;
  return (
    <div>
      <Text size="sm" c="dimmed">
        <Trans>
          Changed lately. A link that was sent to an earlier address sets it back and ends all sessions, in case the
          change was not yours:
        </Trans>
      </Text>
      <List size="sm" mt={4}>
        {former.map(({ email, until }) => (
          <List.Item key={email + until} style={{ overflowWrap: "anywhere" }}>
            <Trans>
              {email}, its link ends <RelativeTime at={until} />
            </Trans>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
