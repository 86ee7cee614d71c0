import { Box, Tabs } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./LinkTabs.module.css";

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
  const row = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place to look at
  useEffect(() => {
    const picked = row.current?.querySelector('[aria-selected="true"]');
    picked?.scrollIntoView?.({ block: "nearest", inline: "center" });
  }, [value]);
  return (
    <Tabs value={value} onChange={pick} keepMounted={false}>
      <Box ref={row} className={classes["row"]} mb="lg">
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
