import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Progress, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { listPolicyOffenders } from "@/client/sdk.gen";
import type { ComplianceDay } from "@/client/types.gen";
import { dayOf, fullNumber } from "@/lib/format";
import { pages } from "@/lib/pages";
import { brokenRules } from "@/routes/operate";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { ClientOffenders } from "./ClientOffenders";
import { type RuleTrend, share } from "./compliance";

const ShareChart = lazy(() => import("./ShareChart"));

/** RuleCard shows how one rule is met, how it was, and on demand who breaks it. */
export function RuleCard({ trend }: { trend: RuleTrend }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const { now, before, days } = trend;
  const met = share(now);
  const change = before ? now.breaking - before.breaking : 0;
  return (
    <Card withBorder padding="md" component="section" aria-label={now.says}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {now.says}
        </Text>
        <Text fw={700} style={{ whiteSpace: "nowrap" }}>
          {met} %
        </Text>
      </Group>
      {now.clauses.length > 0 && (
        <Text size="sm" c="dimmed">
          {now.clauses.join(", ")}
        </Text>
      )}
      <Progress value={met} color={now.breaking > 0 ? "orange" : "green"} my="xs" aria-label={t`${met} % meet it`} />
      <Text size="sm">
        <Trans>
          {fullNumber(now.tokens - now.breaking)} of {fullNumber(now.tokens)} meet it.
        </Trans>{" "}
        {before && change < 0 && (
          <Trans>
            {fullNumber(-change)} fewer break it than on {dayOf(before.day)}.
          </Trans>
        )}
        {before && change > 0 && (
          <Trans>
            {fullNumber(change)} more break it than on {dayOf(before.day)}.
          </Trans>
        )}
      </Text>
      {(now.breaking > 0 || days.length > 1) && (
        <Group mt="xs">
          <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t`Show less` : t`Tokens and trend`}
          </Button>
          {now.breaking > 0 && (
            <TextLink to="/operate/tokens" search={inventoryOf(now)} size="sm">
              <Trans>Among all tokens</Trans>
            </TextLink>
          )}
        </Group>
      )}
      {open && (
        <Stack mt="sm">
          {days.length > 1 && (
            <Suspense>
              <ShareChart days={days} />
            </Suspense>
          )}
          {now.breaking > 0 && <Offenders of={now} />}
          {now.breaking > 0 && <ClientOffenders of={now} />}
        </Stack>
      )}
    </Card>
  );
}

/** inventoryOf narrows the inventory to a rule, and to the place that set it. */
const inventoryOf = ({ rule, level, id }: ComplianceDay) => ({
  breaks: brokenRules.find((known) => known === rule),
  ...(level === "app" && { app: id }),
  ...(level === "team" && { owner: id }),
  ...(level === "api" && { api: id }),
});

function Offenders({ of: { rule, level, id } }: { of: ComplianceDay }) {
  const list = useInfiniteQuery(
    pages(["policy", "offenders", level, id, rule], (cursor) =>
      listPolicyOffenders({ query: { rule, level, id, limit: 20, ...(cursor && { cursor }) } }),
    ),
  );
  return (
    <Stack gap={4}>
      <ProblemAlert error={list.error} />
      {list.data?.pages
        .flatMap((page) => page.items)
        .map(({ token, owner, calls, since }) => (
          <Group key={token.id} justify="space-between" gap="xs">
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              <TextLink to="/tokens/$token" params={{ token: token.id }}>
                {token.name}
              </TextLink>{" "}
              · {token.appName} · {owner}
            </Text>
            <Text size="sm" c="dimmed">
              <Trans>
                seen <RelativeTime at={since} />
              </Trans>
              , <Plural value={calls} one="# call in 30 days" other="# calls in 30 days" />
            </Text>
          </Group>
        ))}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Stack>
  );
}
