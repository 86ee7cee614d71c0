import { expect, test } from "vitest";
import { contactOf } from "./contact";

test("whom a document names is reached by mail, else by address", () => {
  expect(contactOf({ contact: { name: "Team", email: "api@example.com", url: "https://example.com" } })).toEqual({
    href: "mailto:api@example.com",
    text: "api@example.com",
  });
  expect(contactOf({ contact: { url: "https://example.com" } })).toEqual({
    href: "https://example.com",
    text: "https://example.com",
  });
  expect(contactOf({ contact: { name: "Team" } })).toEqual({ href: "", text: "Team" });
  expect(contactOf({ contact: {} }).text).toBe("");
});
