import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { client } from "@/client/client.gen";
import { readOperation } from "@/features/reference/model";
import { bodyMistakes, bodyOf, draftOf, inputsOf, modeOf } from "./body";
import { mistakeOf, mistakesOf } from "./check";
import { curlOf } from "./curl";
import { jsonMistakeOf, prettyJson } from "./jsonSyntax";
import { belongTo, dropToken, tokenFor } from "./memory";
import { initialValues, parameterFields, type Value } from "./model";
import { send } from "./send";
import { addressOf, type Call, headersOf } from "./serialize";

const operation = readOperation({
  id: "getBerth",
  method: "get",
  path: "/berths/{id}/slots",
  parameters: [
    { name: "id", in: "path", required: true, schema: { type: "string", minLength: 2, example: "b 1" } },
    { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 50 } },
    { name: "kind", in: "query", schema: { type: "string", enum: ["small", "large"] } },
    { name: "tags", in: "query", explode: false, schema: { type: "array", items: { type: "string" }, maxItems: 2 } },
    { name: "near", in: "query", style: "deepObject", schema: { type: "object", properties: { lat: {} } } },
    { name: "open", in: "query", schema: { type: "boolean" } },
    { name: "X-Trace", in: "header", schema: { type: "string", format: "uuid" } },
    { name: "Authorization", in: "header", schema: { type: "string" } },
    { name: "sid", in: "cookie", schema: { type: "string" } },
  ],
});
const inputs = parameterFields(operation);
const byName = (name: string) => {
  const found = inputs.find((field) => field.name === name);
  if (!found) throw new Error(name);
  return found;
};
const wrong = (name: string, value: Value) => mistakeOf(byName(name), value);

describe("the form", () => {
  it("asks for what a page can send, by kinds", () => {
    expect(inputs.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "id text",
      "limit number",
      "kind choice",
      "tags list",
      "near json",
      "open choice",
      "X-Trace text",
    ]);
  });
  it("fills in what is required and leaves out the rest", () => {
    const values = initialValues(inputs);
    expect(values["path.id"]).toBe("b 1");
    expect(values["query.limit"]).toBe("");
    expect(mistakesOf(inputs, values)).toEqual({});
    expect(Object.keys(mistakesOf(inputs, {}))).toEqual(["path.id"]);
  });
  it("finds mistakes while somebody types", () => {
    for (const text of ["0", "51", "1.5", "many", "1 ", "0x1"]) expect(wrong("limit", text), text).not.toBe("");
    for (const text of ["1", "50", ""]) expect(wrong("limit", text), text).toBe("");
    expect(wrong("kind", "huge")).toContain("small, large");
    expect(wrong("tags", ["a", "b", "c"])).toBe("At most 2 entries.");
    expect(wrong("near", "{")).not.toBe("");
    expect(wrong("X-Trace", "x")).toBe("This is no uuid.");
    expect(wrong("X-Trace", "ключ")).not.toBe("");
    expect(wrong("id", "b")).toContain("2 characters");
    for (const text of ["a/b", "..", "50%", "a;b"]) expect(wrong("id", text), text).toContain("gateway");
  });
  it("is not stopped by a pattern that no browser reads", () => {
    const field = { ...byName("id"), schema: { type: "string", pattern: "(?<" } };
    expect(mistakeOf(field, "abc")).toBe("");
    expect(mistakeOf({ ...field, schema: { type: "string", pattern: "^a+$" } }, "b")).toContain("^a+$");
  });
});

describe("the address", () => {
  const address = (values: Record<string, Value>) => addressOf("http://gw/harbour", operation.path, inputs, values);
  it("is written in the document's styles", () => {
    expect(address({ "path.id": "b 1&é", "query.limit": "5", "query.kind": "" })).toBe(
      "http://gw/harbour/berths/b%201%26%C3%A9/slots?limit=5",
    );
    expect(address({ "path.id": "x", "query.tags": ["a", "b,c"], "query.near": '{"lat":1}' })).toBe(
      "http://gw/harbour/berths/x/slots?tags=a,b%2Cc&near%5Blat%5D=1",
    );
  });
  it("keeps line breaks out of headers", () => {
    expect(headersOf(inputs, { "header.X-Trace": "a\r\nX-Evil: 1" })).toEqual([["X-Trace", "a X-Evil: 1"]]);
  });
});

describe("bodies", () => {
  const media = (type: string, schema: unknown) => ({ type, schema, examples: [] });
  const photo = {
    type: "object",
    required: ["file"],
    properties: { file: { type: "string", format: "binary" }, note: { type: "string" } },
  };

  it("begin with an example and name the line of a mistake", () => {
    const draft = draftOf(media("application/json", { properties: { name: { type: "string", example: "Ada" } } }), {});
    expect(JSON.parse(draft.text)).toEqual({ name: "Ada" });
    expect(bodyMistakes({ ...draft, text: '{\n  "a": 1,\n}' }, [], "")[""]).toMatch(/line [23], column/);
    expect(bodyMistakes({ ...draft, text: " " }, [], "needed")).toEqual({ "": "needed" });
    expect(bodyMistakes({ ...draft, text: "" }, [], "")).toEqual({});
    expect(jsonMistakeOf("[1")).toMatch(/line 1, column/);
  });
  it("are formatted without touching numbers", () => {
    expect(prettyJson('{"n":12345678901234567890,"l":[],"o":{"a":"x, {y}"},"e":[1,2]}')).toBe(
      '{\n  "n": 12345678901234567890,\n  "l": [],\n  "o": {\n    "a": "x, {y}"\n  },\n  "e": [\n    1,\n    2\n  ]\n}',
    );
    expect(prettyJson("{nonsense")).toBe("{nonsense");
  });
  it("ask for files where the document says so", () => {
    const form = media("multipart/form-data", photo);
    const members = inputsOf(form, {});
    expect(members.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["file file", "note text"]);
    const draft = draftOf(form, {});
    expect(bodyMistakes(draft, members, "")).toHaveProperty(["body.file"]);
    const file = new File(["x"], "x.png");
    const filled = { ...draft, values: { "body.file": [file], "body.note": "hi" } };
    expect(bodyMistakes(filled, members, "")).toEqual({});
    expect(bodyOf(filled, members)).toEqual({
      kind: "multipart",
      parts: [
        { name: "file", value: file },
        { name: "note", value: "hi" },
      ],
    });
    expect(inputsOf(media("application/x-www-form-urlencoded", photo), {}).map(({ kind }) => kind)).toEqual([
      "text",
      "text",
    ]);
  });
  it("know what to do with a media type", () => {
    expect(["application/hal+json", "text/csv", "image/png", "*/*", "application/xml"].map(modeOf)).toEqual([
      "json",
      "text",
      "file",
      "json",
      "text",
    ]);
  });
});

const call: Call = {
  method: "POST",
  url: "http://gw/harbour/berths?q=it's",
  headers: [["Prefer", "code=201"]],
  body: { kind: "text", type: "application/json", text: `{"a":"it's"}` },
};

describe("curl", () => {
  it("reads the token from the environment and quotes the rest", () => {
    expect(curlOf(call)).toBe(
      [
        `curl -X POST 'http://gw/harbour/berths?q=it'\\''s'`,
        `-H "Authorization: Bearer $GATEHOUSE_TOKEN"`,
        `-H 'Prefer: code=201'`,
        `-H 'Content-Type: application/json'`,
        `--data-raw '{"a":"it'\\''s"}'`,
      ].join(" \\\n  "),
    );
  });
});

describe("sending", () => {
  const at = { api: "harbour", version: "1", operation: "addBerth" };
  const caller = { app: "", environment: "sandbox" } as const;
  const sent: { url: string; init: RequestInit | undefined; token: string }[] = [];
  let minted = 0;
  let answers: Response[] = [];

  beforeEach(() => {
    sent.length = 0;
    minted = 0;
    client.setConfig({
      baseUrl: "http://portal/api/v1",
      fetch: async () => {
        minted += 1;
        return Response.json(
          { id: "con_1", secret: `gth_eph_${minted}`, expiresAt: new Date(Date.now() + 300_000).toISOString() },
          { status: 201 },
        );
      },
    });
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      sent.push({ url, init, token: new Headers(init?.headers).get("Authorization") ?? "" });
      return answers.shift() ?? Response.json({ ok: 1 });
    });
    belongTo(`person ${Math.random()}`);
  });
  afterEach(() => vi.unstubAllGlobals());
  const go = () => send(call, at, caller, new AbortController().signal);

  it("carries no cookies, and one token serves until its end", async () => {
    await go();
    await go();
    expect(minted).toBe(1);
    expect(sent[0]?.init).toMatchObject({ credentials: "omit", cache: "no-store", redirect: "manual" });
    expect(sent[1]?.token).toBe("Bearer gth_eph_1");
    dropToken(at, caller);
    expect(await tokenFor(at, caller)).toBe("gth_eph_2");
    belongTo("somebody else");
    expect(await tokenFor(at, caller)).toBe("gth_eph_3");
  });
  it("takes another token once when the first is spent", async () => {
    const refused = () =>
      new Response(JSON.stringify({ code: "token_expired", title: "x", detail: "x", fix: "y" }), {
        status: 401,
        headers: { "Content-Type": "application/problem+json", "Gatehouse-Decision": "dec_1" },
      });
    answers = [refused()];
    expect(await go()).toMatchObject({ kind: "answer", status: 200 });
    answers = [refused(), refused(), refused()];
    expect(await go()).toMatchObject({ status: 401, refusal: { code: "token_expired", decision: "dec_1", fix: "y" } });
    expect(sent).toHaveLength(4);
  });
  it("shows text, offers the rest as a file, and bounds both", async () => {
    answers = [new Response("a".repeat(300_000), { headers: { "Content-Type": "text/plain" } })];
    const long = await go();
    expect(long).toMatchObject({ size: 300_000, content: { kind: "text", cut: true } });
    answers = [new Response(new Uint8Array([1, 2]), { headers: { "Content-Type": "image/png" } })];
    expect(await go()).toMatchObject({ content: { kind: "binary" } });
    answers = [new Response(null, { status: 204 })];
    expect(await go()).toMatchObject({ status: 204, content: { kind: "empty" } });
    answers = [
      new Response('{"title":"theirs"}', { status: 400, headers: { "Content-Type": "application/problem+json" } }),
    ];
    expect(await go()).toMatchObject({ refusal: undefined });
  });
});
