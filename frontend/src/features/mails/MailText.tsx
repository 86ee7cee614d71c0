import { Anchor, Text } from "@mantine/core";

const address = /(https?:\/\/[^\s<>"]+)/;

/** MailText shows a kept mail with its addresses as links; nothing else of it is markup. */
export function MailText({ text }: { text: string }) {
  const parts = text.split(address);
  return (
    <Text size="sm" ff="monospace" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <Anchor key={index} href={part} inherit underline="always" rel="noopener noreferrer">
            {part}
          </Anchor>
        ) : (
          part
        ),
      )}
    </Text>
  );
}
