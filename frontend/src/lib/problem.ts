import { t } from "@lingui/core/macro";
import type { Problem } from "@/client/types.gen";

/** ProblemError carries the server's RFC 9457 answer; every failed request of the client throws one. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
  }
}

/** toProblem turns anything that was thrown into a problem that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isProblem(error)) return error;
  const detail = error instanceof Error ? error.message : "";
  return local("unexpected", t`Something went wrong on this page`, detail, t`Reload the page.`);
}

/** problemFrom reads the body of a failed answer, whatever its shape. */
export function problemFrom(body: unknown, response: Response | undefined): Problem {
  if (isProblem(body))
    return { ...body, requestId: body.requestId || response?.headers.get("Gatehouse-Request-Id") || "" };
  if (!response) {
    const detail = t`The request did not get an answer. What you typed is still here.`;
    return local("offline", t`The portal can't be reached`, detail, t`Check your connection and try again.`);
  }
  return {
    ...local(
      "unexpected_answer",
      response.statusText || t`Unexpected answer`,
      t`The server answered in a way that this page does not understand.`,
      t`Try again; if it stays, give the request id to the people who run the portal.`,
    ),
    status: response.status,
    requestId: response.headers.get("Gatehouse-Request-Id") ?? "",
  };
}

function local(code: string, title: string, detail: string, fix: string): Problem {
  return { type: "about:blank", title, status: 0, detail, code, fix, requestId: "" };
}

export function hasCode(error: unknown, code: string): boolean {
  return toProblem(error).code === code;
}

/**
 * fieldErrors maps the problem's JSON pointers to form paths: "/items/0/plan" becomes "items.0.plan". A mistake in one
 * entry of a list also shows at the list, whose single input holds all entries.
 */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { pointer = "", message = "" } of toProblem(error).errors ?? []) {
    const path = pointer.replace(/^\//, "").replaceAll("/", ".");
    errors[path] = message;
    const list = path.replace(/\.\d+$/, "");
    errors[list] ??= message;
  }
  return errors;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "status" in value;
}
