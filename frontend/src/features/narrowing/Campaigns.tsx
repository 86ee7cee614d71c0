import { useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listCampaigns } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { More } from "@/ui/More";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { CampaignCard } from "./CampaignCard";

/** Campaigns lists what was asked of owners, the newest first; without any it shows nothing. */
export function Campaigns() {
  const { t } = useLingui();
  const list = useInfiniteQuery(
    pages(["narrowing", "campaigns"], (cursor) => listCampaigns({ query: { limit: 5, ...(cursor && { cursor }) } })),
  );
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isSuccess && all.length === 0) return null;
  return (
    <Panel title={t`Campaigns`}>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
        {all.map((campaign) => (
          <CampaignCard key={campaign.id} campaign={campaign} />
        ))}
      </Stack>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Panel>
  );
}
