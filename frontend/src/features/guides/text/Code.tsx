import { useLingui } from "@lingui/react/macro";
import { CopyIcon } from "@/ui/CopyField";
import classes from "./text.module.css";

/** Code is a block of code in a guide with a button that copies it; long lines scroll inside, also by keyboard. */
export function Code({ code }: { code: string }) {
  const { t } = useLingui();
  const what = t`code: ${code.trim().split("\n")[0]?.slice(0, 40) ?? ""}`;
  return (
    <div className={classes["frame"]}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div className={classes["copy"]}>
        <CopyIcon value={code} what={what} />
      </div>
    </div>
  );
}
