import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listEphemeralTokens } from "@/client/sdk.gen";
import type { Token } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { usePortal } from "@/lib/portal";
import { CodeBlock } from "@/ui/CodeBlock";
import { type Column, DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { ReasonDialog } from "./ReasonDialog";
import { Uses } from "./Uses";

const mintedOptions = (token: string) =>
  pages(["tokens", token, "ephemeral"], (cursor) =>
    listEphemeralTokens({ path: { token }, query: { cursor, limit: 10 } }),
  );

const works = (state: Token["state"]) => state !== "revoked" && state !== "expired" && state !== "usedUp";

/** viewed says that whoever looks changes nothing. */
type MintedProps = { token: Token; ended: boolean; viewed: boolean };

/** Minted lists the ephemeral tokens that a token minted, and says how it mints one. */
export function Minted({ token, ended, viewed }: MintedProps) {
  const { t } = useLingui();
  const [revoking, setRevoking] = useState<Token | null>(null);
  const list = useInfiniteQuery({ ...mintedOptions(token.id), refetchInterval: 15_000 });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Token>[] = [
    {
      key: "hint",
      header: t`Token`,
      main: true,
      cell: (one) => (
        <Stack gap={0}>
          <TextLink to="/tokens/$token" params={{ token: one.id }} fw={600}>
            {one.name}
          </TextLink>
          <Code style={{ width: "fit-content" }}>{one.hint}</Code>
        </Stack>
      ),
    },
    { key: "state", header: t`State`, cell: (one) => <StateBadge state={one.state} /> },
    { key: "made", header: t`Made`, cell: (one) => <RelativeTime at={one.createdAt} /> },
    { key: "expires", header: t`Expires`, cell: (one) => <RelativeTime at={one.expiresAt} /> },
    { key: "uses", header: t`Uses`, cell: (one) => <Uses token={one} /> },
  ];
  if (!viewed)
    columns.push({
      key: "revoke",
      header: t`Action`,
      cell: (one) =>
        works(one.state) && (
          <Button size="xs" variant="subtle" color="red" onClick={() => setRevoking(one)}>
            <Trans>Revoke</Trans>
          </Button>
        ),
    });
  if ((ended || viewed) && rows.length === 0) return null;
  return (
    <Panel title={t`Ephemeral tokens`}>
      <Stack>
        <Text size="sm" c="dimmed">
          <Trans>
            Tokens for minutes, which a program mints with this one. They can do no more than it, and end with it.{" "}
            <TextLink to="/guides/$guide" params={{ guide: "keeping-tokens-safe" }} underline="always" inherit>
              How they work
            </TextLink>
          </Trans>
        </Text>
        <ProblemAlert error={list.error} />
        {rows.length > 0 && (
          <DataList label={t`Ephemeral tokens`} rows={rows} columns={columns} rowKey={(one) => one.id} />
        )}
        <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        {list.data && rows.length === 0 && <HowToMint />}
      </Stack>
      {revoking && <ReasonDialog token={revoking} act="revoke" onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

function HowToMint() {
  const { t } = useLingui();
  const { publicUrl } = usePortal();
  const address = `${publicUrl.replace(/\/$/, "")}/api/v1/tokens/self/ephemeral`;
  const code = [
    `curl -X POST -H "Authorization: Bearer $GATEHOUSE_TOKEN" -H 'Content-Type: application/json' \\`,
    `  -d '{"lifeSeconds": 120, "uses": 1}' ${address}`,
  ].join("\n");
  return (
    <>
      <Text size="sm">
        <Trans>None was minted in the last day. This makes one for a single call in the next two minutes:</Trans>
      </Text>
      <CodeBlock code={code} label={t`Mint with curl`} />
    </>
  );
}
