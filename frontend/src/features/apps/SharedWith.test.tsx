import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Headroom } from "@/client/types.gen";
import { renderUi } from "@/testing/render";
import { SharedWith } from "./SharedWith";

const quota = {
  name: "quota-month",
  limit: 10_000,
  remaining: 5_000,
  windowSeconds: 2_592_000,
  resetSeconds: 9,
  perToken: false,
};
const room = (apps: Array<[string, number]>, per: "app" | "team" = "team") =>
  ({
    limits: [{ ...quota, per }],
    calls: 1_200,
    sharedSince: "2026-11-01T00:00:00Z",
    sharedWith: apps.map(([name, calls]) => ({ app: name, name, calls })),
  }) as Headroom;

test("each app's share of what the team has is named, those with the most first", () => {
  renderUi(
    <SharedWith
      room={room([
        ["Billing", 3_400],
        ["Wall", 12],
        ["Gate", 3],
        ["Log", 2],
        ["Map", 1],
      ])}
    />,
  );
  expect(screen.getByText(/shared with Billing, Wall, Gate and 2 more apps/)).toBeVisible();
  expect(
    screen.getByText(/^Calls this month: this app 1,200 · Billing 3,400 · Wall 12 · Gate 3 · the others 3$/),
  ).toBeVisible();
});

test("who shares with nobody has no shares to read", () => {
  renderUi(<SharedWith room={room([])} />);
  expect(screen.getByText("No other app draws on the limits per team.")).toBeVisible();
  expect(screen.queryByText(/Calls/)).toBeNull();
});

test("what counts for the app alone is not called shared", () => {
  renderUi(<SharedWith room={room([["Billing", 1]], "app")} />);
  expect(screen.queryByText(/Billing/)).toBeNull();
});

test("of windows, the longest is counted", () => {
  const both = {
    ...room([["Billing", 1]]),
    limits: [60, 3_600].map((windowSeconds) => ({ ...quota, name: "w", windowSeconds, per: "team" as const })),
  };
  renderUi(<SharedWith room={both} />);
  expect(screen.getByText(/^Calls in the last 1 hour: this app/)).toBeVisible();
});
