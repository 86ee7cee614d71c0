import { Typography } from "@mantine/core";
import { lazy, Suspense } from "react";

const MarkdownBody = lazy(() => import("./markdown/MarkdownBody"));

/** Markdown renders text of strangers: elements only, never their HTML; the parser loads with the first text. */
export function Markdown({ text, compact }: { text: string; compact?: boolean }) {
  if (!text) return null;
  return (
    <Typography fz={compact ? "sm" : "md"} className={compact ? "prose-compact" : "prose"}>
      <Suspense fallback={<p style={{ whiteSpace: "pre-line" }}>{text}</p>}>
        <MarkdownBody text={text} />
      </Suspense>
    </Typography>
  );
}
