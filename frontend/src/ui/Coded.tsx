import { Code } from "@mantine/core";

/** Coded is a sentence in which what stands between backticks is code. */
export function Coded({ text }: { text: string }) {
  const parts = text.split("`");
  let at = 0;
  return (
    <>
      {parts.map((part, index) => {
        const key = at;
        at += part.length + 1;
        // An odd backtick at the end stands for itself.
        return index % 2 === 1 && index < parts.length - 1 ? (
          <Code key={key} style={{ overflowWrap: "anywhere" }}>
            {part}
          </Code>
        ) : (
          <span key={key}>{part}</span>
        );
      })}
    </>
  );
}
