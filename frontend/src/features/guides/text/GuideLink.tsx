import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

// What the server answers itself, rather than with the portal's page.
const served = /^\/(api|problems|\.well-known|oauth2|assets)\//;

/** GuideLink goes to another page of the portal without loading everything again, and elsewhere in a tab of its own. */
export function GuideLink({ href, label, children }: { href: string; label?: string; children: ReactNode }) {
  const { history } = useRouter();
  if (!/^(\/(?![/\\])|#)/.test(href)) {
    if (!/^(https?|mailto):/i.test(href)) return <span>{children}</span>;
    const away = /^https?:/i.test(href) ? { target: "_blank", rel: "nofollow noreferrer noopener" } : {};
    return (
      <a href={href} {...away}>
        {children}
      </a>
    );
  }
  const go = (event: MouseEvent) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!plain || served.test(href)) return;
    event.preventDefault();
    // Whoever goes back from a heading comes to where they were: the router keeps that for addresses of its own only.
    const { pathname, search } = history.location;
    history.push(href.startsWith("#") ? pathname + search + href : href);
  };
  return (
    <a href={href} onClick={go} aria-label={label}>
      {children}
    </a>
  );
}
