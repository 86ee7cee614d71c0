import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ProblemError } from "@/lib/problem";
import { renderUi } from "@/testing/render";
import { ProblemAlert } from "./ProblemAlert";

const problem = {
  type: "/problems/tokens.name_taken",
  title: "Conflict",
  status: 409,
  detail: "The app has a token with this name.",
  code: "tokens.name_taken",
  fix: "Choose another name.",
  requestId: "rqs_1",
};

test("a problem shows its sentence, its fix and the request id", () => {
  renderUi(<ProblemAlert error={new ProblemError(problem)} />);
  const alert = screen.getByRole("alert");
  for (const text of [problem.detail, problem.fix, problem.requestId]) expect(alert).toHaveTextContent(text);
  expect(alert).not.toHaveTextContent(problem.title); // the name of a status says nothing beside the sentence
});

test("a problem of the portal leads to the page about it, and others lead nowhere", () => {
  const { unmount } = renderUi(<ProblemAlert error={new ProblemError(problem)} />);
  expect(screen.getByRole("link", { name: "What this problem means" })).toHaveAttribute("href", problem.type);
  unmount();
  renderUi(<ProblemAlert error={new Error("broken")} />);
  expect(screen.queryByRole("link")).toBeNull();
});

test("nothing is shown without an error", () => {
  renderUi(<ProblemAlert error={null} />);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("mistakes in a form are listed alone, and with the names of fields where no input stands for them", () => {
  const invalid = { ...problem, errors: [{ pointer: "/name", message: "Give the API a name." }] };
  const { unmount } = renderUi(<ProblemAlert error={new ProblemError(invalid)} />);
  expect(screen.getByRole("alert")).toHaveTextContent(/^Correct this firstGive the API a name\.$/);
  unmount();
  renderUi(<ProblemAlert error={new ProblemError(invalid)} fields />);
  for (const text of ["/name: Give the API a name.", problem.requestId]) {
    expect(screen.getByRole("alert")).toHaveTextContent(text);
  }
});
