import { describe, expect, test } from "vitest";
import type { Series } from "@/client/types.gen";
import { fillGaps, usageQuery } from "./filter";

const zero = { calls: 0, errors: 0, denied: 0, p50: 0, p95: 0, p99: 0 };

describe("usage window", () => {
  test("begins at a whole step, so that the query key stays the same within it", () => {
    const at = Date.parse("2026-03-04T10:20:30Z");
    expect(usageQuery({ range: "24h" }, at)).toEqual(usageQuery({ range: "24h" }, at + 60_000));
    expect(usageQuery({ range: "24h" }, at).from).toBe("2026-03-03T11:00:00.000Z");
  });

  test("traffic is one of two words", () => {
    expect(usageQuery({ traffic: "console" }, 0).traffic).toBe("console");
    expect(usageQuery({ traffic: "odd" }, 0).traffic).toBeUndefined();
  });

  test("an unknown range is a day", () => {
    expect(usageQuery({ range: "never" }, 0).step).toBe("hour");
  });

  test("steps without calls are zero, not missing", () => {
    const busy = { ...zero, at: "2026-03-04T10:01:00Z", calls: 3 };
    const series: Series = {
      step: "minute",
      from: "2026-03-04T10:00:00Z",
      to: "2026-03-04T10:02:30Z",
      points: [busy],
      total: busy,
    };
    expect(fillGaps(series).map((point) => point.calls)).toEqual([0, 3, 0]);
  });
});
