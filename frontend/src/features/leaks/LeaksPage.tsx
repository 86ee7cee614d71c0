import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Stack } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { listLeaks } from "@/client/sdk.gen";
import type { Leak } from "@/client/types.gen";
import { pages } from "@/lib/pages";
import { can, useMe } from "@/lib/session";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { HoneyPanel } from "./HoneyPanel";
import { CloseLeakDialog } from "./LeakActions";
import { ScannersPanel } from "./ScannersPanel";
import { useLeakColumns } from "./useLeakColumns";

/** LeaksPage is the leak desk: what was found, what was done about it, and how to find more. */
export function LeaksPage() {
  const { t } = useLingui();
  const { state = "open" } = useSearch({ from: "/operate/leaks" });
  const go = useNavigate();
  const list = useSuspenseInfiniteQuery(pages(["leaks", state], (cursor) => listLeaks({ query: { state, cursor } })));
  const rows = list.data.pages.flatMap((page) => page.items);
  // Here and not in its row, which is another one when the window grows or the phone is turned.
  const [closing, setClosing] = useState<Leak>();
  const columns = useLeakColumns(setClosing);
  const mayPlant = can(useMe(), "tokens:revoke-any");
  return (
    <>
      <PageHeader
        title={t`Found tokens`}
        lead={
          <Trans>
            Tokens that somebody found where they don't belong. What happens to them is part of the{" "}
            <TextLink to="/operate/settings" inherit underline="always">
              policy
            </TextLink>
            ; their owners are told each time.
          </Trans>
        }
      />
      <Stack>
        <SegmentedControl
          aria-label={t`Which finds`}
          value={state}
          onChange={(next) => void go({ to: "/operate/leaks", search: next === "closed" ? { state: "closed" } : {} })}
          data={[
            { value: "open", label: t`Open` },
            { value: "closed", label: t`Closed` },
          ]}
          w="fit-content"
        />
        <DataList
          label={t`Found tokens`}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.id}
          empty={
            <EmptyState
              icon={IconShieldCheck}
              title={state === "open" ? t`Nothing is open` : t`Nothing was closed yet`}
            >
              <Trans>Finds of people, of scanners and of GitHub, and uses of honey tokens appear here.</Trans>
            </EmptyState>
          }
        />
        <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        {mayPlant && <HoneyPanel />}
        <ScannersPanel />
        {closing && <CloseLeakDialog leak={closing} onClose={() => setClosing(undefined)} />}
      </Stack>
    </>
  );
}
