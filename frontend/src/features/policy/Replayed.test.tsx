import { screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { PolicyEffect } from "@/client/types.gen";
import { renderUi } from "@/testing/render";
import { Replayed } from "./Replayed";

function said(replay: Partial<PolicyEffect>) {
  const effect = { calls: 0, replayed: 0, replayOf: 0, refusedCalls: 0, replayCut: false, ...replay } as PolicyEffect;
  const { container } = renderUi(<Replayed effect={effect} />);
  return container;
}

describe("what became of calls under a rule", () => {
  test("says of how many the drawn ones are, and what that comes to", () => {
    said({ calls: 900_000, replayed: 5_000, replayOf: 800_000, refusedCalls: 50, replayCut: true });
    expect(screen.getByText(/Of 5,000 calls, drawn evenly from 800,000 .* 50 .* about 8,000 of all/)).toBeVisible();
  });
  test("says that the newest were taken where silence counts", () => {
    said({ calls: 9_000, replayed: 5_000, refusedCalls: 5, replayCut: true });
    expect(screen.getByText(/Of the newest 5,000 calls, 5 would have been refused/)).toBeVisible();
  });
  test("says that time was short", () => {
    said({ calls: 9_000, replayed: 70, replayOf: 70, refusedCalls: 5, replayCut: true });
    expect(screen.getByText(/Of the 70 calls that could be looked at, 5 would have been refused/)).toBeVisible();
  });
  test("says it of all when all were looked at", () => {
    const shown = said({ calls: 22, replayed: 22, replayOf: 22, refusedCalls: 1 });
    expect(shown).toHaveTextContent("1 of their calls would have been refused, of 22 that were let through");
  });
});
