import { Tabs as MantineTabs } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { type ReactNode, useId } from "react";
import { chosen, picked } from "./choice";
import classes from "./text.module.css";

type Props = { tabs: readonly { name: string; content: ReactNode }[] };

/**
 * Tabs show one of several ways to do the same. Whoever picks one sees the one of that name everywhere, on this page and
 * the next time.
 */
export function Tabs({ tabs }: Props) {
  const names = tabs.map((tab) => tab.name);
  const [choices, setChoices] = useLocalStorage<string[]>({
    key: "gatehouse.guide-tabs",
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const label = useId();
  const shown = chosen(names, choices);
  return (
    <MantineTabs
      value={String(shown)}
      onChange={(next) => setChoices((before) => picked(before, names[Number(next)] ?? ""))}
      className={classes["tabs"] ?? ""}
    >
      <div className={classes["row"]}>
        <MantineTabs.List aria-label={names.join(", ")} style={{ flexWrap: "nowrap", minWidth: "max-content" }}>
          {names.map((name, at) => (
            <MantineTabs.Tab key={`${label}.${at}`} value={String(at)}>
              {name}
            </MantineTabs.Tab>
          ))}
        </MantineTabs.List>
      </div>
      {tabs.map((tab, at) => (
        <MantineTabs.Panel key={`${label}.${at}`} value={String(at)} className={classes["panel"] ?? ""}>
          {tab.content}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  );
}
