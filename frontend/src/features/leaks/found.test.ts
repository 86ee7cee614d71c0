import { expect, test } from "vitest";
import { foundIn } from "./found";

const pattern = "\\bgth_(?:live|test|eph|cs|op)_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}\\b";
const token = `gth_live_0123456789abcdef_${"x".repeat(45)}abcd`;

test("a token is told by its id and its hash, and never as it is", async () => {
  const found = await foundIn(`first\nTOKEN="${token}" # and again ${token}`, pattern);
  expect(found).toEqual([
    {
      tokenId: "0123456789abcdef",
      hint: "gth_live_0123…_…abcd",
      proof: "b0eb6ad34fcae3617792194e8e74179d642e30a4ea281a320e8241402ebd2f6c",
    },
  ]);
});

test("a text without a token has none", async () => {
  expect(await foundIn("gth_live_short", pattern)).toEqual([]);
});
