import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ruleNames } from "./words";

const guide = readFileSync(resolve(__dirname, "../../../../embed/guides/policy-and-incidents.md"), "utf8");

test.each(Object.entries(ruleNames))("the guide explains %s by the name that the portal shows", (_, name) => {
  expect(guide).toContain(`| ${name.message} |`);
});
