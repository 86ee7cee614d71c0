import { expect, test } from "vitest";
import { renderUi } from "@/testing/render";
import { SecurityWays } from "./SecurityWays";

const need = (name: string, ...scopes: string[]) => ({ name, scopes, scheme: {} });
const text = (security: Parameters<typeof SecurityWays>[0]["security"]) =>
  renderUi(
    <main>
      <SecurityWays security={security} intro="Send" way={({ name }) => name} />
    </main>,
  )
    .container.querySelector("main")
    ?.textContent.replace(/\s+/g, " ");

test("a single way is one sentence with its scopes", () => {
  expect(text([[need("key", "read", "write")]])).toBe("Send key with the scopes read write");
});

test("alternatives are joined by or, and what goes together by and", () => {
  expect(text([[need("key")], [need("oauth", "read")], [need("a"), need("b", "x")]])).toBe(
    "Send any one of these: keyor oauth with the scope reador both a and b with the scope x",
  );
});

test("an empty alternative makes credentials optional", () => {
  expect(text([[], [need("key")]])).toBe("Send any one of these: keyor nothing at all: credentials are optional here");
});
