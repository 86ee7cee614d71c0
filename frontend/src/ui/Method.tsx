import { Badge } from "@mantine/core";

const colors: Record<string, string> = {
  GET: "blue",
  HEAD: "blue",
  POST: "green",
  PUT: "orange",
  PATCH: "yellow",
  DELETE: "red",
};

/** Method shows an HTTP method; the short form fits a narrow list. */
export function Method({ method, short }: { method: string; short?: boolean }) {
  const word = method.toUpperCase();
  const text = short ? word.replace("DELETE", "DEL").replace("OPTIONS", "OPT").slice(0, 5) : word;
  return (
    <Badge
      color={colors[word] ?? "gray"}
      variant="light"
      radius="sm"
      size={short ? "xs" : "md"}
      style={{ flexShrink: 0, minWidth: short ? 46 : undefined }}
    >
      {text}
    </Badge>
  );
}
