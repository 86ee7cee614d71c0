import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { answerConsent } from "./consent";
import { keepCSRF } from "./csrf";
import { portalFetch } from "./http";
import { answerStepUp } from "./stepup";

const url = `${location.origin}/api/v1/apps/app_1/tokens`;
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(() => keepCSRF("csrf-1"));

function refuseOnce(code: string) {
  const seen: { csrf: string | null; type: string | null; body: string }[] = [];
  server.use(
    http.post(url, async ({ request }) => {
      const { headers } = request;
      seen.push({ csrf: headers.get("X-CSRF-Token"), type: headers.get("Content-Type"), body: await request.text() });
      if (seen.length > 1) return HttpResponse.json({ ok: true }, { status: 201 });
      return HttpResponse.json({ code, status: 403 }, { status: 403 });
    }),
  );
  return seen;
}

const post = (body?: string) =>
  portalFetch(url, { method: "POST", ...(body && { body, headers: { "Content-Type": "application/json" } }) });

describe("portalFetch", () => {
  test("sends the same request once more after the step-up, with the new CSRF token", async () => {
    const seen = refuseOnce("step_up_required");
    const forget = answerStepUp(async () => {
      keepCSRF("csrf-2");
      return true;
    });
    expect((await post('{"name":"ci"}')).status).toBe(201);
    expect(seen.map((request) => request.csrf)).toEqual(["csrf-1", "csrf-2"]);
    expect(seen.map((request) => request.body)).toEqual(['{"name":"ci"}', '{"name":"ci"}']);
    forget();
  });

  test("sends the same request once more after the policy was accepted", async () => {
    const seen = refuseOnce("terms_required");
    const forget = answerConsent(async () => true);
    expect((await post('{"name":"ci"}')).status).toBe(201);
    expect(seen.map((request) => request.body)).toEqual(['{"name":"ci"}', '{"name":"ci"}']);
    forget();
  });

  test("gives up when the person declines the step-up", async () => {
    const seen = refuseOnce("step_up_required");
    const forget = answerStepUp(async () => false);
    expect((await post("{}")).status).toBe(403);
    expect(seen).toHaveLength(1);
    forget();
  });

  test("does not ask for a step-up when something else was refused", async () => {
    refuseOnce("person_required");
    const ask = vi.fn(async () => true);
    const forget = answerStepUp(ask);
    expect((await post("{}")).status).toBe(403);
    expect(ask).not.toHaveBeenCalled();
    forget();
  });

  test("gives a command without a body the empty object that the server expects", async () => {
    const seen = refuseOnce("person_required");
    await post();
    expect(seen[0]).toMatchObject({ type: "application/json", body: "{}" });
  });
});
