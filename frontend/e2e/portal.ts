import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";

const binary = process.env["GATEHOUSE_BINARY"] ?? fileURLToPath(new URL("../../gatehouse", import.meta.url));

/** Portal is one running binary over a fresh data directory, with a live upstream that tells what reached it. */
export class Portal {
  /** Everything that the binary printed so far. */
  printed = "";
  private token: string | undefined;

  private constructor(
    readonly url: string,
    readonly gateway: string,
    readonly upstream: string,
    private readonly data: string,
    private readonly process: ChildProcess,
    private readonly echo: Server,
  ) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.printed += text;
      });
    }
  }

  /** start runs the demo, which carries sample content and prints the mails that it would send. */
  static async start(): Promise<Portal> {
    const [listen, gateway, internal] = await Promise.all([freePort(), freePort(), freePort()]);
    const data = await mkdtemp(join(tmpdir(), "gatehouse-e2e-"));
    const echo = await startEcho();
    const url = `http://localhost:${listen}`;
    const gatewayUrl = `http://localhost:${gateway}`;
    const args = {
      data,
      listen: `127.0.0.1:${listen}`,
      "gateway-listen": `127.0.0.1:${gateway}`,
      "internal-listen": `127.0.0.1:${internal}`,
      "public-url": url,
      "gateway-url": gatewayUrl,
      "upstream-allow": "127.0.0.0/8",
    };
    const flags = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
    const child = spawn(binary, ["demo", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    const portal = new Portal(url, gatewayUrl, `http://127.0.0.1:${portOf(echo)}`, data, child, echo);
    await portal.ready(`http://127.0.0.1:${internal}/readyz`);
    return portal;
  }

  private async ready(address: string) {
    const answers = async () => {
      if (this.process.exitCode !== null) throw new Error(`gatehouse ended:\n${this.printed}`);
      return fetch(address).then(
        (answer) => answer.status,
        () => 0,
      );
    };
    await expect.poll(answers, { timeout: 120_000, message: `${address} answers` }).toBe(200);
  }

  /** setupLink is the one-time link that makes the first admin. */
  async setupLink(): Promise<string> {
    return this.find(/https?:\/\/\S+\/setup#\S+/);
  }

  /** mailLink is the link in the newest mail to an address. */
  async mailLink(to: string): Promise<string> {
    const mail = new RegExp(`Mail to ${to.replaceAll(".", "\\.")}: .*\\n\\s+(https?://\\S+)`, "g");
    await expect.poll(() => this.printed, { message: `a mail to ${to}` }).toMatch(mail);
    return [...this.printed.matchAll(mail)].at(-1)?.[1] ?? "";
  }

  private async find(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.printed, { message: `${pattern} is printed` }).toMatch(pattern);
    return this.printed.match(pattern)?.[0] ?? "";
  }

  /** call goes through the gateway, as a program does. */
  async call(method: string, path: string, token: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(this.gateway + path, { method, headers, ...(method === "POST" && { body: "{}" }) });
    const body = (await answer.json().catch(() => ({}))) as Answer["body"];
    return { status: answer.status, code: String(body["code"] ?? ""), body };
  }

  /** manage calls the management API as a pipeline does, with an operator token of the command line. */
  async manage(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
    this.token ??= execFileSync(binary, ["token", "create", `--data=${this.data}`, "--role=admin", "--name=e2e"], {
      encoding: "utf8",
    }).trim();
    const type = typeof body === "string" ? "application/json" : "application/octet-stream";
    const over = { PUT: "*", PATCH: "*" }[method];
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(body && { "content-type": type }),
      ...(over && { "if-match": over }),
    };
    const call = () => fetch(`${this.url}/api/v1${path}`, { method, headers, ...(body && { body }) });
    let answer = await call();
    // The running server learns of the command line's token within a second.
    for (let again = 0; answer.status === 401 && again < 300; again++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await call();
    }
    const read = (await answer.json().catch(() => ({}))) as Answer["body"];
    return { status: answer.status, code: String(read["code"] ?? ""), body: read };
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    if (this.process.exitCode === null && this.process.kill("SIGTERM")) await ended;
    this.echo.closeAllConnections();
    this.echo.close();
    await rm(this.data, { recursive: true, force: true });
  }
}

export type Answer = { status: number; code: string; body: Record<string, unknown> };

/** The live upstream: it answers with what it was asked. */
async function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method: request.method, path: request.url, headers: request.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

// Beneath the ports that a system hands out by itself: one of those could be somebody's before the portal listens there.
let turn = Math.floor(Math.random() * 12_000);

async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    turn = (turn + 1) % 12_000;
    const port = 20_000 + turn;
    const server = createSocket();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error("no port is free");
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port;
}
