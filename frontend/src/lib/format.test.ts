import { describe, expect, test } from "vitest";
import { dayOf, endOfDay, fromNow, inWords, latency, milliseconds, momentOf, shortNumber } from "./format";

describe("formats", () => {
  test("word distances in time", () => {
    const now = Date.parse("2026-03-04T10:00:00Z");
    expect(fromNow("2026-03-04T09:57:00Z", now)).toBe("3 minutes ago");
    expect(fromNow("2026-03-06T10:00:00Z", now)).toBe("in 2 days");
    expect(fromNow("2026-03-07T09:59:40Z", now)).toBe("in 3 days");
    expect(fromNow("2026-06-02T09:00:00Z", now)).toBe("in 3 months");
    expect(fromNow("2026-03-06T20:00:00Z", now)).toBe("in 2 days");
    expect(fromNow("2026-03-02T10:00:20Z", now)).toBe("yesterday");
    expect(fromNow("2026-03-04T09:59:58Z", now)).toBe("now");
  });

  test("word durations in the largest unit that divides them", () => {
    expect([inWords(86_400), inWords(5_400), inWords(1)]).toEqual(["1 day", "90 minutes", "1 second"]);
  });

  test("end a day where it was chosen, and name its end with the zone", () => {
    const end = endOfDay("2026-03-04");
    expect(dayOf(end)).toBe("Mar 4, 2026");
    expect(momentOf(end)).toMatch(/^Mar 4, 2026, 11:59\sPM \S+/);
  });

  test("give numbers a unit and shorten big ones", () => {
    expect([milliseconds(6.14), milliseconds(71.4), milliseconds(2_500)]).toEqual(["6.1 ms", "71 ms", "2.50 s"]);
    expect([shortNumber(9_999), shortNumber(123_456)]).toEqual(["9,999", "123.5K"]);
  });
});

test("where no call was let through there is no latency", () => {
  expect(latency(0)).toBe("–");
  expect(latency(0.4)).toBe("0.4 ms");
});
