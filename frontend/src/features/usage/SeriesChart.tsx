import "@mantine/charts/styles.css";
import { useLingui } from "@lingui/react/macro";
import { BarChart, LineChart } from "@mantine/charts";
import type { Series } from "@/client/types.gen";
import { fillGaps } from "./filter";
import { SeriesTable } from "./SeriesTable";

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const dayHour = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", hour: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

type Props = { series: Series; kind: "calls" | "latency"; label: string; height?: number };

/** SeriesChart draws calls with denied and failed ones stacked, or latency; a table says the same to screen readers. */
export default function SeriesChart({ series, kind, label, height = 220 }: Props) {
  const { t } = useLingui();
  const points = fillGaps(series);
  const long = points.length > 48;
  const format = series.step === "day" ? day : long && series.step === "hour" ? dayHour : clock;
  const data = points.map((point) => ({
    at: format.format(new Date(point.at)),
    ok: Math.max(0, point.calls - point.errors - point.denied),
    denied: point.denied,
    errors: point.errors,
    // Where nothing was called nothing was fast either: a gap, not 0 ms.
    p50: point.calls > 0 ? point.p50 : null,
    p95: point.calls > 0 ? point.p95 : null,
    p99: point.calls > 0 ? point.p99 : null,
  }));
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <div aria-hidden="true">
        {kind === "calls" ? (
          <BarChart
            h={height}
            data={data}
            dataKey="at"
            type="stacked"
            withLegend
            legendProps={{ verticalAlign: "bottom" }}
            barProps={{ isAnimationActive: false }}
            barChartProps={{ accessibilityLayer: false }}
            yAxisProps={{ allowDecimals: false }}
            maxBarWidth={28}
            series={[
              { name: "ok", label: t`Answered`, color: "gate.6" },
              { name: "denied", label: t`Refused`, color: "orange.6" },
              { name: "errors", label: t`Failed`, color: "red.7" },
            ]}
          />
        ) : (
          <LineChart
            h={height}
            data={data}
            dataKey="at"
            withLegend
            connectNulls={false}
            curveType="linear"
            dotProps={{ r: 2 }}
            legendProps={{ verticalAlign: "bottom" }}
            lineProps={{ isAnimationActive: false }}
            lineChartProps={{ accessibilityLayer: false }}
            unit=" ms"
            series={[
              { name: "p50", label: t`p50`, color: "teal.6" },
              { name: "p95", label: t`p95`, color: "gate.6" },
              { name: "p99", label: t`p99`, color: "grape.6", strokeDasharray: "4 3" },
            ]}
          />
        )}
      </div>
      <SeriesTable label={label} points={points} />
    </figure>
  );
}
