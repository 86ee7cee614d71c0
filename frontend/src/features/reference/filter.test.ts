import { expect, test } from "vitest";
import { sectionsOf } from "./filter";
import { readIndex } from "./model";

const indexOf = (paths: string[]) => {
  const operations = paths.map((path, at) => ({ id: `o${at}`, method: "get", path, summary: "" }));
  const group = { name: "", title: "", operations: operations.map(({ id }) => id), groups: [] };
  return readIndex({ operations, groups: [group] });
};
const titles = (paths: string[]) =>
  sectionsOf(indexOf(paths), "Other").map(({ title, lines }) => `${title} ${lines.length}`);
const many = (path: string, count: number) => Array.from({ length: count }, (_, at) => `${path}/{id}/${at}`);

test("many operations without a tag are grouped by what tells their paths apart", () => {
  const paths = [...many("/v1/payment_intents", 14), ...many("/v1/charges", 9), "/v1"];
  expect(titles(paths)).toEqual(["Payment intents 14", "Charges 9", "Other 1"]);
});

test("few of them stay one list, and so do those of which each would be a group", () => {
  expect(titles([...many("/a", 3), ...many("/b", 3)])).toEqual(["Other 6"]);
  expect(titles(Array.from({ length: 30 }, (_, at) => `/v1/thing${at}`))).toEqual(["Other 30"]);
  expect(titles(Array.from({ length: 30 }, () => "/rpc"))).toEqual(["Other 30"]);
});
