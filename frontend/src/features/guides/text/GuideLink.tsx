import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

// What the server answers itself, rather than with the portal's page.
const served = /^\/(api|problems|\.well-known|oauth2|assets)\//;

/** GuideLink goes to another page of the portal without loading everything again, and elsewhere in a tab of its own. */
export function GuideLink({ href, children }: { href: string; children: ReactNode }) {
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
    if (!plain || href.startsWith("#") || served.test(href)) return;
    event.preventDefault();
    history.push(href);
  };
  return (
    <a href={href} onClick={go}>
      {children}
    </a>
  );
}
