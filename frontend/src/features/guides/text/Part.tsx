import { useLingui } from "@lingui/react/macro";
import { IconLink } from "@tabler/icons-react";
import { createElement, type ReactNode } from "react";
import { GuideLink } from "./GuideLink";
import classes from "./text.module.css";

type Props = { level: string; id: string; title: string; children: ReactNode };

/** Part is a heading of a guide with a link to itself beside it, for the address bar and for others. */
export function Part({ level, id, title, children }: Props) {
  const { t } = useLingui();
  return (
    <div className={classes["part"]}>
      {createElement(level, { id }, children)}
      <GuideLink href={`#${id}`} label={t`Link to: ${title}`}>
        <IconLink size={18} aria-hidden />
      </GuideLink>
    </div>
  );
}
