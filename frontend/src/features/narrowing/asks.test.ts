import { expect, test } from "vitest";
import { without } from "./asks";

test("only what was shown and is still not needed is taken away", () => {
  expect(without(["a", "b", "c", "d"], ["b", "c"], ["b", "d"])).toEqual(["a", "c", "d"]);
});
