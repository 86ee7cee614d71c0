import { useEffect, useState } from "react";

/**
 * useLateOpened is for dialogs whose code arrives when they are first wanted: drawn closed once, a dialog remembers where
 * the focus was and gives it back in the end.
 */
export function useLateOpened(wanted: boolean): boolean {
  const [opened, setOpened] = useState(false);
  useEffect(() => setOpened(wanted), [wanted]);
  return opened;
}
