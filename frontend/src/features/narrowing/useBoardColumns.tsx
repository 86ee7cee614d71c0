import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, Text } from "@mantine/core";
import type { NarrowableToken } from "@/client/types.gen";
import { dayOf, fullNumber } from "@/lib/format";
import type { Column } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { StateBadge } from "@/ui/StateBadge";
import { useAskWords } from "./useAskWords";

/** useBoardColumns are the columns of tokens that could be narrower. */
export function useBoardColumns(): Column<NarrowableToken>[] {
  const { t } = useLingui();
  return [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (token) => (
        <TextLink to="/tokens/$token" params={{ token: token.token }} fw={600} style={{ overflowWrap: "anywhere" }}>
          {token.name}
        </TextLink>
      ),
    },
    {
      key: "app",
      header: t`App and owner`,
      cell: (token) => (
        <div>
          <Text size="sm">{token.appName}</Text>
          {token.owner && (
            <Text size="xs">
              <TextLink
                to="/operate/least-privilege"
                search={{ owner: token.owner }}
                style={{ display: "inline-block", lineHeight: "24px" }}
              >
                {token.ownerName || token.owner}
              </TextLink>
            </Text>
          )}
        </div>
      ),
    },
    { key: "environment", header: t`Environment`, cell: (token) => <StateBadge state={token.environment} /> },
    { key: "unused", header: t`Holds without need`, cell: (token) => <Unneeded of={token} /> },
    { key: "risk", header: t`Risk`, cell: (token) => token.risk && <StateBadge state={token.risk} /> },
    { key: "calls", header: t`Calls in 30 days`, align: "right", cell: (token) => fullNumber(token.calls) },
    { key: "owner", header: t`Asked`, cell: (token) => <Asked of={token} /> },
  ];
}

const few = 4;

/** Unneeded names what a token would lose. */
export function Unneeded({ of }: { of: Pick<NarrowableToken, "scopes" | "networks"> }) {
  const all = [...of.scopes, ...of.networks];
  const left = all.length - few;
  return (
    <Group gap={4}>
      {all.slice(0, few).map((thing) => (
        <Code key={thing} style={{ overflowWrap: "anywhere" }}>
          {thing}
        </Code>
      ))}
      {left > 0 && (
        <Text size="xs" c="dimmed">
          <Trans>and {left} more</Trans>
        </Text>
      )}
    </Group>
  );
}

function Asked({ of: { campaign, keep } }: { of: NarrowableToken }) {
  const words = useAskWords();
  if (keep) {
    return (
      <div>
        <StateBadge state="kept" label={words.kept} />
        <Text size="xs" style={{ overflowWrap: "anywhere" }} maw={260}>
          {keep.reason}
        </Text>
        <Text size="xs" c="dimmed">
          <Trans>holds until {dayOf(keep.until)}</Trans>
        </Text>
      </div>
    );
  }
  if (!campaign) return <Text size="sm">{words.unasked}</Text>;
  return (
    <div>
      <StateBadge state="pending" label={words.asked} />
      <Text size="xs" style={{ overflowWrap: "anywhere" }}>
        {campaign.name}
      </Text>
    </div>
  );
}
