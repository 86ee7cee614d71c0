import { type KeyboardEvent, lazy, type ReactNode, Suspense, useRef, useState } from "react";

const HintTip = lazy(() => import("./HintTip"));

/**
 * Hint says what an icon button does when it is pointed at or reached by keyboard. The button must carry the same words as
 * its aria-label; the code that places the hint loads with the first one that is asked for.
 */
export function Hint({ label, children }: { label: string; children: ReactNode }) {
  const around = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState<boolean | undefined>(undefined);
  const show = () => setShown(true);
  const hide = () => setShown((before) => before && false);
  const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && hide();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside is what is used; this only watches it
    <span
      ref={around}
      style={{ display: "contents" }}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && show()}
      onBlur={hide}
      onKeyDown={onKeyDown}
    >
      {children}
      {shown !== undefined && (
        <Suspense fallback={null}>
          <HintTip label={label} opened={shown} target={around} />
        </Suspense>
      )}
    </span>
  );
}
