import { useState } from "react";
import { trustedHTML } from "@/lib/trusted";

/**
 * MailFrame shows the page of a mail apart from the portal: nothing in it runs, and its links lead nowhere. The portal's
 * policy forbids styles in markup, so those of the mail arrive under another name and are set by hand.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const [height, setHeight] = useState(420);
  return (
    <iframe
      title={title}
      sandbox="allow-same-origin"
      srcDoc={trustedHTML(html.replaceAll(' style="', ' data-style="'))}
      style={{ width: "100%", height, border: 0, borderRadius: 8, display: "block" }}
      onLoad={(event) => {
        const page = event.currentTarget.contentDocument;
        for (const element of page?.querySelectorAll<HTMLElement>("[data-style]") ?? []) {
          element.style.cssText = element.dataset["style"] ?? "";
        }
        if (page?.body) setHeight(page.body.scrollHeight + 8);
      }}
    />
  );
}
