import { Box, Card } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHeader } from "./PageHeader";

/** NarrowPage is one card in the middle: signing in, signing up, setting up. */
export function NarrowPage({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <Box maw={480} mx="auto" pt={{ base: 0, sm: "xl" }}>
      <PageHeader title={title} lead={lead} />
      <Card withBorder padding="lg">
        {children}
      </Card>
    </Box>
  );
}
