import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Select, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listCampaignTokens } from "@/client/sdk.gen";
import type { CampaignToken } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { useOutcomeWords } from "./useAskWords";

const outcomes = ["waiting", "narrowed", "kept", "needed", "ended", "unanswered"] as const;

/** CampaignTokens lists what came of each token of a campaign, with the reasons of owners. */
export function CampaignTokens({ campaign }: { campaign: string }) {
  const { t } = useLingui();
  const words = useOutcomeWords();
  const [outcome, setOutcome] = useState<CampaignToken["outcome"]>();
  const list = useInfiniteQuery(
    pages(["narrowing", "campaigns", campaign, outcome], (cursor) =>
      listCampaignTokens({
        path: { campaign },
        query: { limit: 20, ...(outcome && { outcome }), ...(cursor && { cursor }) },
      }),
    ),
  );
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="xs">
      <Select
        label={t`What came of it`}
        placeholder={t`Anything`}
        w={200}
        clearable
        clearButtonProps={{ "aria-label": t`Clear what came of it` }}
        data={outcomes.map((value) => ({ value, label: words[value] }))}
        value={outcome ?? null}
        onChange={(picked) => setOutcome(outcomes.find((known) => known === picked))}
      />
      <ProblemAlert error={list.error} />
      {list.isSuccess && all.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>None.</Trans>
        </Text>
      )}
      {all.map((token) => (
        <div key={token.token}>
          <Group justify="space-between" gap="xs">
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              <TextLink to="/tokens/$token" params={{ token: token.token }}>
                {token.name || token.token}
              </TextLink>{" "}
              · {token.appName} · {token.ownerName}
            </Text>
            <Text size="sm" c="dimmed">
              {words[token.outcome]} {token.outcomeAt && <RelativeTime at={token.outcomeAt} />}
            </Text>
          </Group>
          {token.reason && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              “{token.reason}”
            </Text>
          )}
        </div>
      ))}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Stack>
  );
}
