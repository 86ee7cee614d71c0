import { Trans, useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getOverviewOptions } from "@/client/@tanstack/react-query.gen";
import { SeriesPanel } from "@/features/usage/SeriesPanel";
import { fullNumber, shortNumber } from "@/lib/format";
import { can, useMe } from "@/lib/session";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { OverviewNotes } from "./OverviewNotes";

export function OverviewPage() {
  const { t } = useLingui();
  const me = useMe();
  const { data } = useSuspenseQuery({ ...getOverviewOptions(), refetchInterval: 30_000 });
  const allowed = (permission: string, link: ReactNode) => can(me, permission) && link;
  return (
    <>
      <PageHeader title={t`Overview`} lead={<Trans>What waits, what runs, and what needs a look.</Trans>} />
      <OverviewNotes notes={data.notes} />
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="lg">
        <Tile label={t`Requests waiting`} value={data.pendingRequests} attention={data.pendingRequests > 0}>
          {allowed(
            "access:decide",
            <TextLink to="/operate/requests" size="sm">
              <Trans>Decide</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Exceptions waiting`} value={data.pendingExceptions} attention={data.pendingExceptions > 0}>
          {allowed(
            "policy:write",
            <TextLink to="/operate/exceptions" size="sm">
              <Trans>Decide</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Calls today`} value={data.callsToday}>
          <TextLink to="/usage" size="sm">
            <Trans>See usage</Trans>
          </TextLink>
        </Tile>
        <Tile label={t`Errors today`} value={data.errorsToday} attention={data.errorsToday > 0}>
          <TextLink to="/usage" search={{ tab: "calls" }} size="sm">
            <Trans>See calls</Trans>
          </TextLink>
        </Tile>
        <Tile label={t`Tokens expiring soon`} value={data.expiringTokens} attention={data.expiringTokens > 0}>
          {allowed(
            "tokens:read-all",
            <TextLink to="/operate/tokens" search={{ state: "expiring" }} size="sm">
              <Trans>Look at them</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Active tokens`} value={data.activeTokens}>
          {allowed(
            "tokens:read-all",
            <TextLink to="/operate/tokens" size="sm">
              <Trans>All tokens</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Apps`} value={data.apps} />
        <Tile label={t`People`} value={data.people}>
          {allowed(
            "people:read",
            <TextLink to="/operate/people" size="sm">
              <Trans>People</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Failed mails`} value={data.failedMails} attention={data.failedMails > 0}>
          {allowed(
            "mails:read",
            <TextLink to="/operate/mails" search={{ state: "failed" }} size="sm">
              <Trans>See why</Trans>
            </TextLink>,
          )}
        </Tile>
        <Tile label={t`Kept mails`} value={data.keptMails} attention={data.keptMails > 0}>
          {allowed(
            "mails:read",
            <TextLink to="/operate/mails" search={{ state: "kept" }} size="sm">
              <Trans>Read them</Trans>
            </TextLink>,
          )}
        </Tile>
      </SimpleGrid>
      <SeriesPanel filter={{ range: "24h" }} title={t`Calls in 24 hours`} latency />
    </>
  );
}

type TileProps = { label: string; value: number; attention?: boolean; children?: ReactNode };

function Tile({ label, value, attention, children }: TileProps) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text
        fz={26}
        fw={650}
        lh={1.3}
        title={fullNumber(value)}
        c={attention ? "var(--mantine-color-orange-light-color)" : undefined}
        style={{ fontVariantNumeric: "tabular-nums" }}
      >
        {shortNumber(value)}
      </Text>
      {children}
    </Card>
  );
}
