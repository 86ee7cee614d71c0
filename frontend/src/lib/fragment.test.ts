import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { useLinkSecret } from "./fragment";

afterEach(() => history.replaceState(null, "", "/"));

it("finds the secret of a link that is pasted over the page that asks for it", () => {
  const { result } = renderHook(() => useLinkSecret("secret", undefined));
  expect(result.current).toBeUndefined();
  act(() => {
    history.replaceState(null, "", "/setup#secret=abc");
    dispatchEvent(new HashChangeEvent("hashchange"));
  });
  expect(result.current).toBe("abc");
});

it("takes the query where a mail program moved the secret there", () => {
  expect(renderHook(() => useLinkSecret("token", "from-query")).result.current).toBe("from-query");
});
