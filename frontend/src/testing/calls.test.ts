// @vitest-environment node
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callsApart } from "../../calls.ts";

type Loads = (id: string) => Promise<{ code: string } | null>;

function generated(text: string): { load: Loads; file: string } {
  const file = join(mkdtempSync(join(tmpdir(), "calls-")), "sdk.gen.ts");
  writeFileSync(file, text);
  return { load: callsApart([file]).load as unknown as Loads, file };
}

test("each call is a module with what it uses, and nothing else of the file", async () => {
  const { load, file } = generated(`import { client } from './client.gen';
import { other } from 'there';
const key = (id: string) => [id, client];
export const listTeams = () => key('listApps');
export const listApps = () => other();
`);
  const whole = await load(file);
  expect([...(whole?.code ?? "").matchAll(/export \{ (\w+) \}/g)].map(([, name]) => name)).toEqual([
    "key",
    "listTeams",
    "listApps",
  ]);
  const part = async (name: string) => (await load(`\0call:${file}#${name}`))?.code ?? "";
  expect(await part("listTeams")).toContain(`import { key } from "\\u0000call:${file}#key"`);
  expect(await part("listTeams")).not.toMatch(/import \{ listApps|there/);
  expect(await part("listApps")).toMatch(/import \{ other \} from "there"/);
  expect(await part("key")).toMatch(/import \{ client \} from "\/.*\/client\.gen"/);
});

test("a file that cannot be taken apart fails the build", async () => {
  const { load, file } = generated("export const a = () => b;\nfunction b() {}\n");
  await expect(load(file)).rejects.toThrow("cannot take apart: function");
});

test("other files stay as they are", async () => {
  expect(await generated("").load("/src/main.tsx")).toBeNull();
});
