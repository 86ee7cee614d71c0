import { describe, expect, it } from "vitest";
import { errorsOf, toDraft, toUpstream } from "./draft";

describe("an upstream in the form", () => {
  it("comes back as it was when nothing is changed", () => {
    const one = {
      kind: "http",
      url: "https://a.example",
      longLived: true,
      timeouts: { totalMs: 500 },
      bodyBytesMax: 8388608,
    } as const;
    expect(toUpstream(toDraft(one))).toEqual(one);
    const several = {
      kind: "http" as const,
      targets: [{ url: "https://a.example", weight: 3 }, { url: "https://b.example" }],
    };
    expect(toUpstream(toDraft(several))).toEqual(several);
  });

  it("says nothing of what stands empty", () => {
    const draft = { ...toDraft(undefined), timeouts: { dialMs: 0 }, tls: { ca: "" }, connections: 0, bodyBytesMax: 0 };
    expect(toUpstream(draft)).toEqual({ kind: "http", url: "" });
  });

  it("finds its own messages", () => {
    expect(errorsOf({ live: "a", "live.url": "b", "sandbox.url": "c" }, "live")).toEqual({ "": "a", url: "b" });
  });
});
