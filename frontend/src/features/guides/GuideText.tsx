import { useLingui } from "@lingui/react/macro";
import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { CopyIcon } from "@/ui/CopyField";
import { Prose } from "@/ui/Prose";
import classes from "./guides.module.css";

type Block = { place: HTMLElement; code: string };

/** GuideText shows a guide's HTML and puts a copy button on each block of code; blocks scroll by keyboard too. */
export function GuideText({ html }: { html: string }) {
  const { t } = useLingui();
  const text = useRef<HTMLDivElement>(null);
  const [blocks, setBlocks] = useState<Block[]>([]);
  // The same element again, else each render would write the HTML anew and lose the buttons' places.
  const prose = useMemo(() => <Prose html={html} />, [html]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other HTML makes other blocks
  useEffect(() => {
    const found = [...(text.current?.querySelectorAll("pre") ?? [])].map(framed);
    setBlocks(found);
    return () => {
      setBlocks([]);
      for (const { place } of found) place.remove();
    };
  }, [html]);
  return (
    <div ref={text}>
      {prose}
      {blocks.map(({ place, code }, at) =>
        createPortal(<CopyIcon value={code} what={t`block ${at + 1} of code`} />, place, String(at)),
      )}
    </div>
  );
}

/** framed puts a place for a button beside a block of code: inside it, the button would scroll away with long lines. */
function framed(pre: HTMLPreElement): Block {
  pre.tabIndex = 0;
  const frame = document.createElement("div");
  frame.className = classes["frame"] ?? "";
  const place = document.createElement("div");
  place.className = classes["copy"] ?? "";
  if (pre.parentElement?.className === frame.className) pre.parentElement.append(place);
  else {
    pre.replaceWith(frame);
    frame.append(pre, place);
  }
  return { place, code: (pre.textContent ?? "").replace(/\n$/, "") };
}
