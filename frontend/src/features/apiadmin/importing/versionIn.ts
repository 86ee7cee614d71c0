const searchedBytes = 256 * 1024;

/** versionIn finds what an OpenAPI document in JSON or YAML calls its version, if that stands near the document's beginning. */
export function versionIn(text: string): string | undefined {
  const json = /"info"\s*:\s*\{/.exec(text);
  if (json) return /"version"\s*:\s*"([^"\\]+)"/.exec(text.slice(json.index, json.index + 8192))?.[1]?.trim();
  const yaml = /^info:[^\n]*\n((?:[ \t]+[^\n]*\n|[ \t]*\n)*)/m.exec(`${text}\n`);
  return /^[ \t]+version:[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#"'][^#\n]*))/m
    .exec(yaml?.[1] ?? "")
    ?.slice(1)
    .find(Boolean)
    ?.trim();
}

/** versionOf is versionIn for a file of which only the beginning is read. */
export async function versionOf(file: Blob): Promise<string | undefined> {
  // A file that can no longer be read has its say when it is sent.
  const text = await file
    .slice(0, searchedBytes)
    .text()
    .catch(() => "");
  return versionIn(text);
}
