import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Progress, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Campaign } from "@/client/types.gen";
import { dayOf, fullNumber, momentOf } from "@/lib/format";
import { can, useMe } from "@/lib/session";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { CampaignTokens } from "./CampaignTokens";
import { EndDialog } from "./EndDialog";
import { shareOf } from "./share";
import { trendOf } from "./trend";

const NarrowedChart = lazy(() => import("./NarrowedChart"));

/** CampaignCard shows how far one campaign is. */
export function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState(false);
  const { name, words, tokens, told, narrowed, kept, needed, ended, dueAt, endedAt } = campaign;
  const others = needed + ended;
  const over = endedAt !== undefined;
  return (
    <Card component="li" withBorder padding="md">
      <Group justify="space-between" gap="xs" align="flex-start">
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        <StateBadge state={over ? "ended" : "active"} label={over ? t`Over` : t`Running`} />
      </Group>
      <Text size="sm" c="dimmed">
        <Trans>
          Started <RelativeTime at={campaign.createdAt} /> by {campaign.createdBy}.
        </Trans>{" "}
        {over && endedAt && <Trans>It ended on {dayOf(endedAt)}.</Trans>}
        {!over && dueAt && <Trans>It ends on {momentOf(dueAt)}.</Trans>}
      </Text>
      {words && (
        <Text size="sm" mt={4} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
          {words}
        </Text>
      )}
      <Progress.Root size="lg" my="xs">
        <Progress.Section value={shareOf(narrowed, tokens)} color="green" aria-label={t`Narrowed`} />
        <Progress.Section value={shareOf(kept, tokens)} color="yellow" aria-label={t`Kept, with a reason`} />
        <Progress.Section value={shareOf(others, tokens)} color="gray" aria-label={t`Needed or over`} />
      </Progress.Root>
      <Text size="sm">
        <Text span inherit fw={600}>
          <Trans>
            {fullNumber(narrowed)} of {fullNumber(tokens)} narrowed
          </Trans>
        </Text>
        {kept > 0 && <Plural value={kept} one=", # kept with a reason" other=", # kept with a reason" />}
        {others > 0 && <Plural value={others} one=", # needed or over" other=", # needed or over" />}
        {campaign.waiting > 0 && <Plural value={campaign.waiting} one=", # waits" other=", # wait" />}
        {campaign.unanswered > 0 && (
          <Plural value={campaign.unanswered} one=", # was not answered" other=", # were not answered" />
        )}
        {". "}
        {!over && told < tokens && <Trans>Owners are told within minutes.</Trans>}
      </Text>
      <Group mt="xs">
        <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t`Show less` : t`Tokens and trend`}
          <span className="visually-hidden"> {name}</span>
        </Button>
        {!over && can(me, "tokens:revoke-any") && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => setEnding(true)}>
            <Trans>End it</Trans>
            <span className="visually-hidden"> {name}</span>
          </Button>
        )}
      </Group>
      {open && (
        <Stack mt="sm">
          {trendOf(campaign).length > 1 && (
            <Suspense>
              <NarrowedChart campaign={campaign} />
            </Suspense>
          )}
          <CampaignTokens campaign={campaign.id} />
        </Stack>
      )}
      {ending && <EndDialog campaign={campaign} onClose={() => setEnding(false)} />}
    </Card>
  );
}
