import type { Call } from "./serialize";

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** curlOf is the call for a terminal. The token is read from the environment: a console's own is worth nothing there. */
export function curlOf({ method, url, headers, body }: Call): string {
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`];
  lines.push(`-H "Authorization: Bearer $GATEHOUSE_TOKEN"`);
  for (const [name, value] of headers) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body.kind === "text") lines.push(`-H ${quoted(`Content-Type: ${body.type}`)}`, `--data-raw ${quoted(body.text)}`);
  if (body.kind === "file")
    lines.push(`-H ${quoted(`Content-Type: ${body.type}`)}`, `--data-binary ${quoted(`@${body.file.name}`)}`);
  if (body.kind === "form")
    for (const [name, value] of body.pairs) lines.push(`--data-urlencode ${quoted(`${name}=${value}`)}`);
  if (body.kind === "multipart")
    for (const { name, value, type } of body.parts) {
      const shown = value instanceof File ? `@${value.name}` : `${value}${type ? `;type=${type}` : ""}`;
      lines.push(
        value instanceof File || type
          ? `-F ${quoted(`${name}=${shown}`)}`
          : `--form-string ${quoted(`${name}=${shown}`)}`,
      );
    }
  return lines.join(" \\\n  ");
}
