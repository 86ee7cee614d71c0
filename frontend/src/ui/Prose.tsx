import { Typography } from "@mantine/core";
import { trustedHTML } from "@/lib/trusted";

/** Prose renders HTML that the server made from Markdown and sanitised. Pass nothing else. */
export function Prose({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitised it, and only this policy lets it through
  return <Typography dangerouslySetInnerHTML={{ __html: trustedHTML(html) }} />;
}
