import { Typography } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { loadBody, loadedBody } from "./markdown/load";
import { isPlain } from "./markdown/plain";

const LateBody = lazy(loadBody);

/** Markdown renders text of strangers: elements only, never their HTML; the parser loads with the first text that needs it. */
export function Markdown({ text, compact }: { text: string; compact?: boolean }) {
  if (!text) return null;
  return (
    <Typography fz={compact ? "sm" : "md"} className={compact ? "prose-compact" : "prose"}>
      {isPlain(text) ? <p>{text}</p> : <Parsed text={text} />}
    </Typography>
  );
}

function Parsed({ text }: { text: string }) {
  const [Body] = useState(() => loadedBody() ?? LateBody);
  return (
    <Suspense fallback={<p style={{ whiteSpace: "pre-line" }}>{text}</p>}>
      <Body text={text} />
    </Suspense>
  );
}
