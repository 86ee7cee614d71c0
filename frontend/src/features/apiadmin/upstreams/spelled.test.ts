import { expect, test } from "vitest";
import { spelled } from "./spelled";

test("upstreams are spelled in one order and without secrets", () => {
  const text = spelled({
    sandbox: { kind: "mock" },
    live: {
      url: "https://a.example.com",
      kind: "http",
      credential: { kind: "header", name: "X-Key", secret: "hunter2" },
      timeouts: { dialMs: 5 },
      tls: { certificate: "cert", key: "hunter2" },
    },
  });
  expect(text).not.toContain("hunter2");
  expect(text.split("\n")).toEqual([
    "live.credential.kind: header",
    "live.credential.name: X-Key",
    "live.credential.secret: ••••",
    "live.kind: http",
    "live.timeouts.dialMs: 5",
    "live.tls.certificate: cert",
    "live.tls.key: ••••",
    "live.url: https://a.example.com",
    "sandbox.kind: mock",
  ]);
});

test("a stored secret and when it was set say nothing", () => {
  const credential = { kind: "header", name: "X-Key", setAt: "2026-11-24T12:00:00Z" } as const;
  expect(spelled({ sandbox: { kind: "mock" }, live: { kind: "http", credential } })).toBe(
    "live.credential.kind: header\nlive.credential.name: X-Key\nlive.kind: http\nsandbox.kind: mock",
  );
});
