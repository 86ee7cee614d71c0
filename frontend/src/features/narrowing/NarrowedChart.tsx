import "@mantine/charts/styles.css";
import { useLingui } from "@lingui/react/macro";
import { LineChart } from "@mantine/charts";
import type { Campaign } from "@/client/types.gen";
import { dayOf } from "@/lib/format";
import { trendOf } from "./trend";

/** NarrowedChart draws how many tokens were narrowed since a campaign began; its name says the same in words. */
export default function NarrowedChart({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const { narrowed, tokens } = campaign;
  const name = t`${narrowed} of ${tokens} narrowed since ${dayOf(campaign.createdAt)}`;
  return (
    <figure style={{ margin: 0 }} aria-label={name}>
      <div aria-hidden="true">
        <LineChart
          h={160}
          data={trendOf(campaign)}
          dataKey="day"
          curveType="linear"
          yAxisProps={{ domain: [0, tokens], allowDecimals: false }}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ accessibilityLayer: false }}
          series={[{ name: "narrowed", label: t`Narrowed`, color: "gate.6" }]}
        />
      </div>
    </figure>
  );
}
