import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

// A page has one h1 and its parts are h2: headings of a description begin below the first.
const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} rel="noopener noreferrer nofollow" target="_blank">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h2>{children}</h2>,
  h3: ({ children }) => <h3>{children}</h3>,
  h4: ({ children }) => <h4>{children}</h4>,
  img: ({ alt }) => <span>{alt}</span>,
  // Wide code and tables scroll inside, also by keyboard.
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div style={{ overflowX: "auto" }} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

const web = (url: string): string => (/^https?:\/\//i.test(url) ? url : "");

export default function MarkdownBody({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components} urlTransform={web} skipHtml>
      {text}
    </ReactMarkdown>
  );
}
