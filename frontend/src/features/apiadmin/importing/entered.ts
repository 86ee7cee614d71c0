export type Way = "upload" | "paste" | "fetch";

/** Entered is what somebody has typed or chosen for an import; it outlives a failure. */
export type Entered = { way: Way; label: string; file: File | null; text: string; url: string };

export const nothingEntered: Entered = { way: "upload", label: "", file: null, text: "", url: "" };

/** isReady says whether there is something to send. */
export function isReady({ way, label, file, text, url }: Entered): boolean {
  if (label.trim() === "") return false;
  return way === "upload" ? file !== null : way === "paste" ? text.trim() !== "" : url.trim() !== "";
}
