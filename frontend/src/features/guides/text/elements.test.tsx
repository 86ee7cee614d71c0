import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { i18n } from "@/lib/i18n";
import { GuideText } from "./GuideText";

afterEach(() => localStorage.clear());

function show(html: string, at = "/guides/here") {
  const history = createMemoryHistory({ initialEntries: [at] });
  const router = createRouter({ routeTree: createRootRoute(), history });
  const { container } = render(
    <I18nProvider i18n={i18n}>
      <MantineProvider>
        <RouterContextProvider router={router}>
          <GuideText html={html} />
        </RouterContextProvider>
      </MantineProvider>
    </I18nProvider>,
  );
  return { container, history };
}

it.each([
  "<script>alert(1)</script>",
  '<p onclick="alert(1)" style="position:fixed" id="root">a</p>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="//evil.example">a</a>',
  '<a href="/\\evil.example">a</a>',
  '<img src="https://evil.example/x.png" onerror="alert(1)">',
  '<img src="//evil.example/x.png">',
  '<div id="root">a</div>',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  '<form action="/x"><input name="q"></form>',
])("shows nothing that the server should have left out: %j", (html) => {
  const { container } = show(html);
  for (const element of container.querySelectorAll(".mantine-Typography-root *")) {
    expect(["P", "DIV", "SPAN"]).toContain(element.tagName);
    expect(element.attributes).toHaveLength(0);
  }
});

it("goes to pages of the portal without leaving it", async () => {
  const { history } = show(
    '<p><a href="/apis/harbour?tab=plans#growth">here</a> <a href="https://example.com">there</a></p>',
  );
  await userEvent.click(screen.getByRole("link", { name: "here" }));
  expect(history.location.href).toBe("/apis/harbour?tab=plans#growth");
  expect(screen.getByRole("link", { name: "there" })).toHaveAttribute("target", "_blank");
});

const tabs = (names: string[]) =>
  `<div class="tabs">${names.map((name) => `<div class="tab"><p class="tab-name">${name}</p><p>in ${name}</p></div>`).join("")}</div>`;

it("changes tabs of one name together and by keyboard", async () => {
  show(tabs(["macOS", "Linux"]) + tabs(["Windows", "Linux"]));
  expect(screen.getAllByRole("tabpanel").map((panel) => panel.textContent)).toEqual(["in macOS", "in Windows"]);
  screen.getByRole("tab", { name: "macOS" }).focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getAllByRole("tabpanel").map((panel) => panel.textContent)).toEqual(["in Linux", "in Linux"]);
});

const heading = '<h2 id="part-begin-here">Begin <em>here</em></h2>';

it("links each heading to itself, and no other id becomes one", () => {
  const { container } = show(`${heading}<h2 id="root">Root</h2><h3 id='part-"x'>Quoted</h3>`);
  expect(screen.getByRole("link", { name: "Link to: Begin here" })).toHaveAttribute("href", "#part-begin-here");
  expect(screen.getByRole("heading", { name: "Begin here" })).toHaveAttribute("id", "part-begin-here");
  expect(container.querySelectorAll("[id]")).toHaveLength(1);
});

it.each([
  ["part-begin-here", "part-begin-here"],
  ["begin-here", "part-begin-here"],
  ["part-%C3%A4rger", "part-ärger"],
])("shows the heading that the address names: #%s", (name, id) => {
  const seen = vi.fn();
  Element.prototype.scrollIntoView = function (this: Element) {
    seen(this.id);
  };
  show(`<p>Before</p>${heading}<h2 id="part-ärger">Ärger</h2>`, `/guides/here#${name}`);
  expect(seen).toHaveBeenCalledWith(id);
  expect(() => show(heading, "/guides/here#100%")).not.toThrow();
});
