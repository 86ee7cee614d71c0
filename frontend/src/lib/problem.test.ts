import { describe, expect, test } from "vitest";
import { fieldErrors, ProblemError, problemFrom, toProblem } from "./problem";

const problem = {
  type: "/problems/invalid",
  title: "Not acceptable",
  status: 422,
  detail: "Some values are not acceptable.",
  code: "invalid",
  requestId: "rqs_1",
  errors: [
    { pointer: "/items/0/plan", code: "required", message: "This is needed." },
    { pointer: "/networks/1", code: "cidr", message: "Not a network." },
  ],
};

describe("problems", () => {
  test("show each mistake at its field, and at the list that one input holds", () => {
    expect(fieldErrors(new ProblemError(problem))).toMatchObject({
      "items.0.plan": "This is needed.",
      "networks.1": "Not a network.",
      networks: "Not a network.",
    });
  });

  test("keep the request id of an answer that is no problem document", () => {
    const response = new Response("oops", { status: 502, headers: { "Gatehouse-Request-Id": "rqs_9" } });
    expect(problemFrom("oops", response)).toMatchObject({ status: 502, requestId: "rqs_9" });
  });

  test("a request without an answer says that what was typed is kept", () => {
    expect(problemFrom(new TypeError("Failed to fetch"), undefined).detail).toContain("still here");
    expect(toProblem(new ProblemError(problemFrom({}, undefined))).code).toBe("offline");
  });
});
