import { Box, Code } from "@mantine/core";
import { CopyIcon } from "./CopyField";

const ground = "light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-6))";

/** CodeBlock shows code that people copy; long lines scroll beside the button, also by keyboard. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <Box pos="relative" bg={ground} bdrs="sm" pr={40}>
      <Code block tabIndex={0} role="region" aria-label={label} style={{ overflowX: "auto" }}>
        {code}
      </Code>
      <Box pos="absolute" top={6} right={6}>
        <CopyIcon value={code} what={label} />
      </Box>
    </Box>
  );
}
