import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { render as show } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { i18n } from "@/lib/i18n";
import { render } from "./render";

function html(text: string): string {
  return show(render(text)).container.innerHTML;
}

describe("Markdown of strangers", () => {
  it.each([
    ["# Title\n\ntext", "<h2>Title</h2><p>text</p>"],
    ["a **b** *c* ~~d~~ `e &amp; f`", "<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e &amp;amp; f</code></p>"],
    ["- a\n- b", "<ul><li><span>a</span></li><li><span>b</span></li></ul>"],
    ["3. a", '<ol start="3"><li><span>a</span></li></ol>'],
    ["```sh\ncurl x\n```", '<pre tabindex="0"><code>curl x</code></pre>'],
    ["fish &amp; chips &copy", "<p>fish &amp; chips &amp;copy</p>"],
    ["<p>Retrieves a <code>Customer</code>.</p>", "<p>Retrieves a <code>Customer</code>.</p>"],
    ["Line<br>next <b>bold", "<p>Line<br>next <b>bold</b></p>"],
    ["</b>stray", "<p>stray</p>"],
    [
      "| a | b |\n| - | -: |\n| 1 | 2 |",
      '<div style="overflow-x: auto;" tabindex="0"><table><thead><tr><th>a</th><th style="text-align: right;">b</th></tr></thead><tbody><tr><td>1</td><td style="text-align: right;">2</td></tr></tbody></table></div>',
    ],
    [
      "https://example.com",
      '<p><a href="https://example.com" rel="noopener noreferrer nofollow" target="_blank">https://example.com</a></p>',
    ],
  ])("shows %j", (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it("shows callouts as notes with their word", () => {
    const { container } = show(
      <I18nProvider i18n={i18n}>
        <MantineProvider>{render("> [!WARNING]\n> Mind the *gap*.")}</MantineProvider>
      </I18nProvider>,
    );
    expect(container.querySelector('[role="note"]')?.textContent).toContain("WarningMind the gap.");
  });

  it.each([
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="alert(1)" style="position:fixed" id="root" class="x">a</p>',
    "<a href=javascript:alert(1)>a</a>",
    '<a href="java&#115;cript:alert(1)">a</a>',
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "![a](https://evil.example/pixel.png)",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<form action="https://evil.example"><input name=q></form>',
    "<style>*{display:none}</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<table background='javascript:alert(1)'><td>x",
    '<a href="\u0001javascript:alert(1)">a</a>',
    "<base href='https://evil.example'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<p <script>alert(1)</script>",
  ])("lets nothing dangerous through: %j", (text) => {
    const { container } = show(render(text));
    for (const element of container.querySelectorAll("*")) {
      expect(["A", "P", "SPAN", "CODE", "TABLE", "TD", "DIV", "PRE", "BLOCKQUOTE", "UL", "LI"]).toContain(
        element.tagName,
      );
      for (const { name, value } of element.attributes) {
        expect(["href", "rel", "target", "tabindex", "style"]).toContain(name);
        if (name === "href") expect(value).toMatch(/^https?:/);
        if (name === "style") expect(value).toBe("overflow-x: auto;");
      }
    }
  });
});
