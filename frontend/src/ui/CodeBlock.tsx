import { Box, Code } from "@mantine/core";
import { CopyIcon } from "./CopyField";

/** CodeBlock shows code that people copy; long lines scroll inside, also by keyboard. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <Box pos="relative">
      <Code block tabIndex={0} role="region" aria-label={label} pr={44} style={{ overflowX: "auto" }}>
        {code}
      </Code>
      <Box pos="absolute" top={6} right={6}>
        <CopyIcon value={code} what={label} />
      </Box>
    </Box>
  );
}
