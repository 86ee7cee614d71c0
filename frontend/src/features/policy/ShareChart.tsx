import "@mantine/charts/styles.css";
import { useLingui } from "@lingui/react/macro";
import { LineChart } from "@mantine/charts";
import type { ComplianceDay } from "@/client/types.gen";
import { dayOf } from "@/lib/format";
import { share } from "./compliance";

/** ShareChart draws which part of the tokens met a rule, by day; its name says the same in words, the CSV has every number. */
export default function ShareChart({ days }: { days: ComplianceDay[] }) {
  const { t } = useLingui();
  const [first, last] = [days[0], days.at(-1)];
  const name =
    first && last
      ? t`From ${share(first)} % on ${dayOf(first.day)} to ${share(last)} % on ${dayOf(last.day)}`
      : t`No days yet`;
  return (
    <figure style={{ margin: 0 }} aria-label={name}>
      <div aria-hidden="true">
        <LineChart
          h={160}
          data={days.map((day) => ({ day: day.day, share: share(day) }))}
          dataKey="day"
          curveType="linear"
          yAxisProps={{ domain: [0, 100], ticks: [0, 50, 100] }}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ accessibilityLayer: false }}
          series={[{ name: "share", label: t`Percent that meet it`, color: "gate.6" }]}
        />
      </div>
    </figure>
  );
}
