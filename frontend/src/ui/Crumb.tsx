import { Box } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Crumb wraps the link to where a page belongs. */
export function Crumb({ children }: { children: ReactNode }) {
  return (
    <Box mb={6} fz="sm" style={{ display: "flex", alignItems: "center", gap: 4 }}>
      <IconChevronLeft size={16} aria-hidden />
      {children}
    </Box>
  );
}
