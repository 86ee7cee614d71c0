import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Point, Series } from "@/client/types.gen";
import { oneOf } from "@/lib/search";

/** UsageFilter is what a usage page looks at; all of it lives in the URL. */
export type UsageFilter = {
  range?: string | undefined;
  environment?: string | undefined;
  app?: string | undefined;
  api?: string | undefined;
  token?: string | undefined;
  operation?: string | undefined;
  status?: string | undefined;
  traffic?: string | undefined;
};

export type OnFilter = (change: Record<string, string | undefined>) => void;

type Step = Series["step"];
type Range = { key: string; label: MessageDescriptor; seconds: number; step: Step };

const day: Range = { key: "24h", label: msg`24 hours`, seconds: 86_400, step: "hour" };

export const ranges: readonly Range[] = [
  { key: "1h", label: msg`1 hour`, seconds: 3_600, step: "minute" },
  day,
  { key: "7d", label: msg`7 days`, seconds: 604_800, step: "hour" },
  { key: "30d", label: msg`30 days`, seconds: 2_592_000, step: "day" },
];

const stepSeconds: Record<Step, number> = { minute: 60, hour: 3_600, day: 86_400 };

export function rangeOf(filter: UsageFilter): Range {
  return ranges.find((range) => range.key === filter.range) ?? day;
}

/** usageQuery is the filter as the server takes it; the window begins at a whole step, so that it changes rarely. */
export function usageQuery(filter: UsageFilter, now: number) {
  const { seconds, step } = rangeOf(filter);
  const size = stepSeconds[step] * 1000;
  const from = new Date(Math.floor(now / size) * size - seconds * 1000 + size).toISOString();
  const { app, api, token, operation } = filter;
  const environment = oneOf(filter.environment, ["sandbox", "live"] as const);
  const traffic = oneOf(filter.traffic, ["console", "apps"] as const);
  return { from, step, environment, app, api, token, operation, traffic };
}

/** fillGaps gives a chart one point for each step of the window, also where nothing was called. */
export function fillGaps(series: Series): Point[] {
  const size = stepSeconds[series.step] * 1000;
  const known = new Map(series.points.map((point) => [floor(point.at, size), point]));
  const points: Point[] = [];
  const last = Math.max(floor(series.to, size), ...known.keys());
  for (let at = floor(series.from, size); at <= last && points.length < 2_000; at += size) {
    points.push(known.get(at) ?? { ...nothing, at: new Date(at).toISOString() });
  }
  return points;
}

const nothing = { calls: 0, errors: 0, denied: 0, p50: 0, p95: 0, p99: 0 };

function floor(iso: string, size: number): number {
  return Math.floor(new Date(iso).getTime() / size) * size;
}
