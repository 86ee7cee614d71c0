import { expect, test } from "vitest";
import { teamOptions } from "./teamOptions";

test("teams of one name are told apart", () => {
  const options = teamOptions([
    { id: "tea_01jd8y7k5ve1kv3a0t9rkzv6qk", name: "Pier office" },
    { id: "tea_01jd8y7k5ve1kv3a0t9rkzv7ab", name: "PIER office" },
    { id: "tea_01jd8y7k5ve1kv3a0t9rkzv6qk", name: "Pier office" },
    { id: "tea_01jd8y7k5ve1kv3a0t9rkzv8cd", name: "Quay" },
  ]);
  expect(options.map(({ label }) => label)).toEqual(["Pier office (…kzv6qk)", "PIER office (…kzv7ab)", "Quay"]);
});
