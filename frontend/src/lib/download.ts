/** envFile is the name of a file of variables. It doesn't begin with a dot, because browsers take that away and save another name. */
export const envFile = "gatehouse.env";

/** download hands text to the browser as a file; nothing is kept. */
export function download(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
