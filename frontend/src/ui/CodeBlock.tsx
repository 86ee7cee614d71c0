import { Box, Code } from "@mantine/core";
import { CopyIcon } from "./CopyField";

// Long lines scroll away under the button.
const ground = "light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-6))";

/** CodeBlock shows code that people copy; long lines scroll inside, also by keyboard. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <Box pos="relative">
      <Code block tabIndex={0} role="region" aria-label={label} pr={44} style={{ overflowX: "auto" }}>
        {code}
      </Code>
      <Box pos="absolute" top={6} right={6} bg={ground} bdrs="sm">
        <CopyIcon value={code} what={label} />
      </Box>
    </Box>
  );
}
