import { Trans } from "@lingui/react/macro";
import type { Point } from "@/client/types.gen";
import { exactTime } from "@/lib/format";

/** SeriesTable is the chart's twin for screen readers: the steps in which something was called. */
export function SeriesTable({ label, points }: { label: string; points: Point[] }) {
  return (
    <table className="visually-hidden">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">
            <Trans>From</Trans>
          </th>
          <th scope="col">
            <Trans>Calls</Trans>
          </th>
          <th scope="col">
            <Trans>Refused</Trans>
          </th>
          <th scope="col">
            <Trans>Failed</Trans>
          </th>
          <th scope="col">
            <Trans>p95 in ms</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {points
          .filter((point) => point.calls > 0)
          .map((point) => (
            <tr key={point.at}>
              <th scope="row">{exactTime(point.at)}</th>
              <td>{point.calls}</td>
              <td>{point.denied}</td>
              <td>{point.errors}</td>
              <td>{point.p95 > 0 ? point.p95 : "–"}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
