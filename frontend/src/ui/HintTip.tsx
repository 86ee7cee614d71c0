import { Tooltip } from "@mantine/core";
import type { RefObject } from "react";

type Props = { label: string; opened: boolean; target: RefObject<HTMLElement | null> };

/** HintTip is the bubble of a Hint; target is what surrounds the button. */
export default function HintTip({ label, opened, target }: Props) {
  const button = target.current?.firstElementChild;
  return <Tooltip label={label} opened={opened} target={button instanceof HTMLElement ? button : null} />;
}
