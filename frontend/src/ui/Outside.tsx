import { Anchor } from "@mantine/core";

/** Outside links to an address that a document names; what is no web or mail address stays text. */
export function Outside({ href, text }: { href: string; text: string }) {
  if (!/^(https?:|mailto:)/i.test(href)) return text || "–";
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit underline="always">
      {text || href}
    </Anchor>
  );
}
