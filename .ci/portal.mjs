// A portal of our own for scripts that measure it: the demo on free ports, and what an operator would do with it.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ownId, specsFolder } from "./documents.mjs";

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** Starts the binary over a data directory; the answer publishes documents and says where their operations are read. */
export async function startPortal(binary, data) {
  const [listen, gateway, internal] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${listen}`;
  const flags = [`--data=${data}`, `--listen=127.0.0.1:${listen}`, `--gateway-listen=127.0.0.1:${gateway}`];
  flags.push(`--internal-listen=127.0.0.1:${internal}`, `--public-url=${url}`, `--gateway-url=http://localhost:${gateway}`);
  const child = spawn(binary, ["demo", ...flags], { stdio: "ignore" });
  await until("the portal is ready", async () => (await fetch(`http://127.0.0.1:${internal}/readyz`)).ok);
  const token = execFileSync(binary, ["token", "create", `--data=${data}`, "--role=admin", "--name=bench"], { encoding: "utf8" }).trim();
  const call = async (method, path, body, type = "application/json") => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": type }) };
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    call,
    operation: ({ slug }, { id }) => `${url}/apis/${slug}/reference/${ownId(id)}`,
    /** Imports and publishes a document of the folder; it is public then. */
    async publish({ slug, file }) {
      await until("the command's token is known", async () => Boolean(await call("GET", "/apis")));
      await call("POST", "/apis", JSON.stringify({ slug, name: slug, summary: "A real document", visibility: "public" }));
      await call("POST", `/apis/${slug}/versions/upload?label=v1`, readFileSync(join(specsFolder, file)), "application/octet-stream");
      const state = async () => (await call("GET", `/apis/${slug}/versions/v1`)).state;
      await until(`${slug} is imported`, async () => (await state()) !== "importing");
      if ((await state()) !== "draft") throw new Error(`${file} could not be imported.`);
      await call("POST", `/apis/${slug}/versions/v1/publish`, "{}");
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function until(what, holds) {
  for (let left = 600; left > 0; left--) {
    if (await holds().catch(() => false)) return;
    await pause(100);
  }
  throw new Error(`Waited in vain until ${what}.`);
}
