import "@mantine/charts/styles.css";
import { useLingui } from "@lingui/react/macro";
import { LineChart } from "@mantine/charts";
import type { Mark } from "./scores";

/** ScoreChart draws the scores of versions; its name says the same in words, and the table has every number. */
export default function ScoreChart({ marks }: { marks: Mark[] }) {
  const { t } = useLingui();
  const [first, last] = [marks[0], marks.at(-1)];
  const name = first && last ? t`Score from ${first.score} at ${first.label} to ${last.score} at ${last.label}` : "";
  return (
    <figure style={{ margin: 0 }} aria-label={name}>
      <div aria-hidden="true">
        <LineChart
          h={180}
          data={marks}
          dataKey="label"
          curveType="linear"
          withPointLabels={marks.length <= 12}
          yAxisProps={{ domain: [0, 100], ticks: [0, 25, 50, 75, 100] }}
          xAxisProps={{ padding: { left: 24, right: 24 } }}
          dotProps={{ r: 4 }}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ accessibilityLayer: false, margin: { top: 20 } }}
          series={[{ name: "score", label: t`Score`, color: "gate.6" }]}
        />
      </div>
    </figure>
  );
}
