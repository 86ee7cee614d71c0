import { useMemo } from "react";
import { render } from "./render";

export default function MarkdownBody({ text }: { text: string }) {
  return useMemo(() => render(text), [text]);
}
