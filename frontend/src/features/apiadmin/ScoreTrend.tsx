import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Table } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Version } from "@/client/types.gen";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { BlockSkeleton } from "@/ui/Skeletons";
import { type Mark, scoresOf } from "./scores";

const ScoreChart = lazy(() => import("./ScoreChart"));

/** ScoreTrend shows how the documents of an API became better or worse, as a line or as a table. One import is no trend. */
export function ScoreTrend({ versions }: { versions: readonly Version[] }) {
  const { t } = useLingui();
  const [way, setWay] = useState("line");
  const marks = scoresOf(versions);
  if (marks.length < 2) return null;
  return (
    <Panel
      title={t`Score over imports`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t`Show the scores as`}
          value={way}
          onChange={setWay}
          data={[
            { value: "line", label: t`Line` },
            { value: "table", label: t`Table` },
          ]}
        />
      }
    >
      {way === "table" ? (
        <ScoreTable marks={marks} />
      ) : (
        <Suspense fallback={<BlockSkeleton />}>
          <ScoreChart marks={marks} />
        </Suspense>
      )}
    </Panel>
  );
}

function ScoreTable({ marks }: { marks: Mark[] }) {
  const { t } = useLingui();
  return (
    <Table.ScrollContainer
      minWidth={420}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": t`Scores`, role: "group" } }}
    >
      <Table aria-label={t`Scores`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">
              <Trans>Version</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Imported</Trans>
            </Table.Th>
            <Table.Th scope="col" ta="right">
              <Trans>Score</Trans>
            </Table.Th>
            <Table.Th scope="col" ta="right">
              <Trans>Change</Trans>
            </Table.Th>
            <Table.Th scope="col" ta="right">
              <Trans>Findings</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {marks.toReversed().map((mark) => (
            <Table.Tr key={mark.id}>
              <Table.Th scope="row">{mark.label}</Table.Th>
              <Table.Td>
                <RelativeTime at={mark.at} />
              </Table.Td>
              <Table.Td ta="right">{mark.score}</Table.Td>
              <Table.Td ta="right">{signed(mark.change)}</Table.Td>
              <Table.Td ta="right">{mark.findings}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function signed(change: number | undefined): string {
  if (change === undefined) return "–";
  return change > 0 ? `+${change}` : change < 0 ? `−${-change}` : "0";
}
