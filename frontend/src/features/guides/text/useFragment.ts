import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";

/** partPrefix begins the ids of headings as the server makes them. */
const partPrefix = "part-";

/**
 * useFragment shows the heading that the address names, once what it stands in is there; the browser looked for it when the page
 * was still empty. Links of old, and those that people write by hand, name it without the prefix.
 */
export function useFragment(shown: unknown): void {
  const hash = useLocation({ select: (location) => location.hash });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has other headings
  useEffect(() => {
    const name = decoded(hash);
    if (!name) return;
    const heading = document.getElementById(name) ?? document.getElementById(partPrefix + name);
    heading?.scrollIntoView();
  }, [hash, shown]);
}

/** decoded reads a name as the address bar writes it, where other scripts than Latin are escaped. */
function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
