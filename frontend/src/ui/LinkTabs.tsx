import { Box, Tabs } from "@mantine/core";
import type { ReactNode } from "react";

type Props<T extends string> = {
  value: T;
  onChange: (tab: T) => void;
  tabs: readonly { value: T; label: string }[];
  label: string;
  children: ReactNode;
};

/** LinkTabs are tabs whose state is the caller's, usually a search parameter, so that a tab can be shared. */
export function LinkTabs<T extends string>({ value, onChange, tabs, label, children }: Props<T>) {
  const pick = (next: string | null) => {
    const tab = tabs.find((candidate) => candidate.value === next);
    if (tab) onChange(tab.value);
  };
  return (
    <Tabs value={value} onChange={pick} keepMounted={false}>
      <Box style={{ overflowX: "auto" }} mb="lg">
        <Tabs.List aria-label={label} style={{ flexWrap: "nowrap", minWidth: "max-content" }}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab.value} value={tab.value}>
              {tab.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Box>
      <Tabs.Panel value={value}>{children}</Tabs.Panel>
    </Tabs>
  );
}
