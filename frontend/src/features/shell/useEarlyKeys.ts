import { useEffect, useRef } from "react";

/** useEarlyKeys keeps what is typed while the field that it is meant for is still on its way. */
export function useEarlyKeys(waiting: boolean) {
  const kept = useRef("");
  useEffect(() => {
    if (!waiting) return;
    kept.current = "";
    const keep = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      kept.current += event.key;
    };
    addEventListener("keydown", keep);
    return () => removeEventListener("keydown", keep);
  }, [waiting]);
  return kept;
}
