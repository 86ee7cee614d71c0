import { Fragment } from "react";

/** Breakable is a scope or another name with colons: where lines are short it breaks behind those, not inside words. */
export function Breakable({ name }: { name: string }) {
  return name.split(":").map((part, place) => (
    <Fragment key={place}>
      {place > 0 && (
        <>
          :<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}
