import { t } from "@lingui/core/macro";
import { fields, string } from "@/lib/json";
import { prettyJson } from "./jsonSyntax";
import { type At, type Caller, dropToken, tokenFor } from "./memory";
import type { Body, Call } from "./serialize";

/** Refusal is a problem that Gatehouse itself answered. */
export type Refusal = { code: string; title: string; detail: string; fix: string; decision: string };

export type Content =
  | { kind: "empty" }
  | { kind: "text"; text: string; json: boolean; cut: boolean; blob: Blob }
  | { kind: "binary"; blob: Blob };

export type Answer = {
  kind: "answer";
  status: number;
  statusText: string;
  headers: [string, string][];
  ms: number;
  size: number;
  content: Content;
  refusal: Refusal | undefined;
};
export type Outcome = Answer | { kind: "failed"; title: string; detail: string };

/** What a page keeps of an answer, and what it shows of it. */
const bytesMax = 8_000_000;
const shownMax = 200_000;
/** bodyMax is what the gateway takes. */
export const bodyMax = 1 << 20;

const spent = new Set(["token_expired", "token_unknown", "token_revoked"]);

/** send calls the gateway with a console token: no cookies, no cache, nothing followed. */
export async function send(call: Call, at: At, caller: Caller, signal: AbortSignal): Promise<Outcome> {
  const first = await once(call, await tokenFor(at, caller), signal);
  if (first.kind !== "answer" || !first.refusal || !spent.has(first.refusal.code)) return first;
  dropToken(at, caller);
  return once(call, await tokenFor(at, caller), signal);
}

async function once({ method, url, headers, body }: Call, token: string, signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers: [...headers, ...typeOf(body), ["Authorization", `Bearer ${token}`]],
      body: method === "GET" || method === "HEAD" ? null : payloadOf(body),
      credentials: "omit",
      cache: "no-store",
      redirect: "manual",
      referrerPolicy: "no-referrer",
      mode: "cors",
      signal,
    });
    if (response.type === "opaqueredirect") return redirected();
    const { bytes, cut } = await read(response);
    return answerOf(response, bytes, cut, performance.now() - began);
  } catch (error) {
    return failure(error);
  }
}

const typeOf = (body: Body): [string, string][] =>
  body.kind === "text" || body.kind === "file" ? [["Content-Type", body.type]] : [];

function payloadOf(body: Body): BodyInit | null {
  if (body.kind === "text") return body.text;
  if (body.kind === "file") return body.file;
  if (body.kind === "form") return new URLSearchParams(body.pairs);
  if (body.kind === "none") return null;
  const form = new FormData();
  for (const { name, value, type } of body.parts) form.append(name, type ? new Blob([String(value)], { type }) : value);
  return form;
}

async function read(response: Response): Promise<{ bytes: Uint8Array<ArrayBuffer>[]; cut: boolean }> {
  const bytes: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.push(value);
    size += value.length;
    if (size < bytesMax) continue;
    await reader.cancel();
    return { bytes, cut: true };
  }
  return { bytes, cut: false };
}

async function answerOf(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>[],
  cut: boolean,
  ms: number,
): Promise<Answer> {
  const type = response.headers.get("Content-Type") ?? "";
  const blob = new Blob(bytes, { type });
  const content = await contentOf(blob, type, cut);
  return {
    kind: "answer",
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    ms,
    size: blob.size,
    content,
    refusal: refusalOf(type, content, response),
  };
}

async function contentOf(blob: Blob, type: string, cut: boolean): Promise<Content> {
  if (blob.size === 0) return { kind: "empty" };
  if (!/^$|^text\/|[/+]json|[/+]xml|javascript|yaml|urlencoded|event-stream|ndjson/i.test(type))
    return { kind: "binary", blob };
  const raw = await blob.slice(0, bytesMax).text();
  const json = /json/i.test(type) && !/ndjson|jsonl|seq/i.test(type);
  const text = json ? prettyJson(raw) : raw;
  return { kind: "text", text: text.slice(0, shownMax), json, cut: cut || text.length > shownMax, blob };
}

/** refusalOf reads an answer that came from Gatehouse and not from the API: it carries the id of a decision. */
function refusalOf(type: string, content: Content, response: Response): Refusal | undefined {
  const decision = response.headers.get("Gatehouse-Decision") ?? "";
  if (!decision || !type.includes("problem+json") || content.kind !== "text") return undefined;
  try {
    const problem = fields(JSON.parse(content.text));
    const text = (key: string) => string(problem[key]);
    return { code: text("code"), title: text("title"), detail: text("detail"), fix: text("fix"), decision };
  } catch {
    return undefined;
  }
}

const redirected = (): Outcome => ({
  kind: "failed",
  title: t`The API answered with a redirect`,
  detail: t`Browsers don't show pages where it leads. Copy the call as curl to see it.`,
});

function failure(error: unknown): Outcome {
  if (error instanceof DOMException && error.name === "AbortError")
    return { kind: "failed", title: t`Stopped`, detail: t`The call may have arrived all the same.` };
  return {
    kind: "failed",
    title: t`No answer that this page may read`,
    detail: t`The gateway can't be reached from here, or something between this browser and it refused the call.`,
  };
}
