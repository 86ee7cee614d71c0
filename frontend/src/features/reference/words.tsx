import type { ReactNode } from "react";
import classes from "./reference.module.css";

// A reference draws hundreds of rows at once, each of these several times in a row: plain elements, without what the
// component library works out for each of its own.
type Props = { children: ReactNode };

/** Line sets things side by side, and below each other where they find no room. */
export const Line = ({ children }: Props) => <div className={classes["line"]}>{children}</div>;

/** Quiet is what stands back behind names and descriptions. */
export const Quiet = ({ children }: Props) => <span className={classes["quiet"]}>{children}</span>;

/** Literal is a value or name as it is written in a call. */
export const Literal = ({ children }: Props) => <code className={classes["literal"]}>{children}</code>;

/** Mark is one word about a member that must not be overlooked. */
export const Mark = ({ kind, children }: Props & { kind: "required" | "deprecated" | "other" }) => (
  <span className={classes["mark"]} data-kind={kind}>
    {children}
  </span>
);
