import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import "./queryClient";
import { beginSession, sessionOptions, shareSession } from "./session";

const asked = vi.fn();
const server = setupServer(
  http.get(`${location.origin}/api/v1/me`, () => {
    asked();
    return HttpResponse.json({ code: "unauthenticated", status: 401 }, { status: 401 });
  }),
);

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());
afterEach(() => {
  document.head.innerHTML = "";
  asked.mockClear();
});

test("a page for a browser without a session asks nobody who is signed in", async () => {
  document.head.innerHTML = '<meta name="session" content="none">';
  const client = new QueryClient();
  beginSession(client);
  expect(await client.fetchQuery(sessionOptions)).toBeNull();
  expect(asked).not.toHaveBeenCalled();
});

test("a page without the mark asks", async () => {
  const client = new QueryClient();
  beginSession(client);
  expect(await client.fetchQuery(sessionOptions)).toBeNull();
  expect(asked).toHaveBeenCalledOnce();
});

test("signing in asks again, mark or not", async () => {
  document.head.innerHTML = '<meta name="session" content="none">';
  const client = new QueryClient();
  beginSession(client);
  await client.fetchQuery({ ...sessionOptions, staleTime: 0 });
  expect(asked).toHaveBeenCalledOnce();
});

test("another tab that signed in makes this one ask", async () => {
  const [here, there] = [new QueryClient(), new QueryClient()];
  for (const client of [here, there]) {
    client.setQueryData(sessionOptions.queryKey, null);
    shareSession(client);
  }
  const shown = new QueryObserver(here, sessionOptions).subscribe(() => undefined);
  there.setQueryData(sessionOptions.queryKey, { csrfToken: "c" } as never);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), { timeout: 20_000 });
  shown();
});
