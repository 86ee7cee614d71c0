import { Trans } from "@lingui/react/macro";
import { IconBraces, IconInfoCircle } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, memo, type ReactNode } from "react";
import { Method } from "@/ui/Method";
import type { Line } from "./model";
import classes from "./reference.module.css";
import { useReference } from "./useReference";

type LinkProps = { base: string; query: string; active: boolean };

// A reference has a thousand of these. They are plain links that draw again only when they become, or stop being, the
// page that is read; the navigation around them turns clicks into moves inside the application.
export const OperationLink = memo(({ line, base, query, active }: LinkProps & { line: Line }) => (
  <a
    href={`${base}/${line.id}${query}`}
    className={classes["link"]}
    title={`${line.method} ${line.path}`}
    {...current(active)}
  >
    <Method method={line.method} short />
    <span className={line.deprecated ? `${classes["linkText"]} ${classes["struck"]}` : classes["linkText"]}>
      {line.summary}
      {line.deprecated && (
        <span className="visually-hidden">
          {" "}
          <Trans>deprecated</Trans>
        </span>
      )}
    </span>
  </a>
));

export const SchemaLink = memo(({ name, base, query, active }: LinkProps & { name: string }) => (
  <a href={`${base}/schemas/${encodeURIComponent(name)}${query}`} className={classes["link"]} {...current(active)}>
    <IconBraces size={14} aria-hidden style={{ flexShrink: 0 }} />
    <span className={classes["linkText"]}>{name}</span>
  </a>
));

export function StartLink({ base, query, active }: LinkProps) {
  return (
    <a href={`${base}${query}`} className={classes["link"]} {...current(active)}>
      <IconInfoCircle size={16} aria-hidden style={{ flexShrink: 0 }} />
      <span className={classes["linkText"]}>
        <Trans>Introduction</Trans>
      </span>
    </a>
  );
}

const current = (active: boolean) => (active ? ({ "data-status": "active", "aria-current": "page" } as const) : {});

/**
 * Moves turns clicks on the links inside that stay in this reference into moves of the application, and reads a page ahead when one is pointed at or
 * reached by keyboard. Clicks that mean another tab or window are the browser's.
 */
export function Moves({ children, onMove }: { children: ReactNode; onMove?: (() => void) | undefined }) {
  const router = useRouter();
  const { base } = useReference();
  const target = (event: { target: EventTarget }) => {
    const href = event.target instanceof Element ? event.target.closest("a")?.getAttribute("href") : undefined;
    return href && (href === base || href.startsWith(`${base}/`) || href.startsWith(`${base}?`)) ? href : undefined;
  };
  const move = (event: MouseEvent) => {
    const href = target(event);
    if (!href || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onMove?.();
    router.history.push(href);
  };
  const ahead = (event: { target: EventTarget }) => {
    const href = target(event);
    if (href) void router.preloadRoute({ href } as Parameters<typeof router.preloadRoute>[0]).catch(() => undefined);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the links inside are what is used, also by keyboard
    <div onClick={move} onMouseOver={ahead} onFocus={ahead}>
      {children}
    </div>
  );
}
