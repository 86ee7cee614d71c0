import { Trans, useLingui } from "@lingui/react/macro";
import { Code } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { App, Token } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { appTokensOptions } from "./queries";

export function AppTokens({ app }: { app: App }) {
  const { t } = useLingui();
  const list = useSuspenseInfiniteQuery(appTokensOptions(app.id));
  const tokens = list.data.pages.flatMap((page) => page.items);
  const columns: Column<Token>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (token) => (
        <TextLink to="/tokens/$token" params={{ token: token.id }} fw={600}>
          {token.name}
        </TextLink>
      ),
    },
    { key: "hint", header: t`Token`, cell: (token) => <Code>{token.hint}</Code> },
    { key: "environment", header: t`Environment`, cell: (token) => <StateBadge state={token.environment} /> },
    { key: "state", header: t`State`, cell: (token) => <StateBadge state={token.state} /> },
    { key: "expires", header: t`Expires`, cell: (token) => <RelativeTime at={token.expiresAt} /> },
    { key: "used", header: t`Last used`, cell: (token) => <RelativeTime at={token.lastUsedAt} fallback={t`never`} /> },
  ];
  return (
    <>
      <DataList
        label={t`Tokens`}
        rows={tokens}
        columns={columns}
        rowKey={(token) => token.id}
        empty={
          <EmptyState
            icon={IconKey}
            title={t`No token yet`}
            action={
              app.role !== "viewer" && (
                <ButtonLink to="/apps/$app/tokens/new" params={{ app: app.id }}>
                  <Trans>New token</Trans>
                </ButtonLink>
              )
            }
          >
            <Trans>A token carries only the scopes that you give it, for as long as you say.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
