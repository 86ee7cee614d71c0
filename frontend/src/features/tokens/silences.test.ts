import { expect, test } from "vitest";
import { silences } from "./silences";

const [hour, day] = [3_600, 86_400];

test("without a rule an owner chooses freely, and never unless they do", () => {
  expect(silences(0, 0, 7 * day)).toEqual({ choices: [hour, 6 * hour, day, 3 * day], never: 0, chosen: 0 });
});

test("a rule is chosen, and only what is shorter is offered beside it", () => {
  expect(silences(2 * day, 2 * day, 7 * day)).toEqual({
    choices: [hour, 6 * hour, day, 2 * day],
    never: undefined,
    chosen: 2 * day,
  });
});

test("a rule that the overlap doesn't reach ends nothing early", () => {
  expect(silences(2 * day, 2 * day, day)).toEqual({ choices: [hour, 6 * hour], never: 2 * day, chosen: 2 * day });
});

test("a rotation that began before the rule shows what it was begun with", () => {
  expect(silences(0, day, 8 * day).chosen).toBe(0);
  expect(silences(3 * day, day, 8 * day)).toMatchObject({ choices: [hour, 6 * hour, day, 3 * day], chosen: 3 * day });
});
