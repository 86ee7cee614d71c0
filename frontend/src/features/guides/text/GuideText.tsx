import { Typography } from "@mantine/core";
import { useMemo } from "react";
import { trustedHTML } from "@/lib/trusted";
import { elements } from "./elements";
import classes from "./text.module.css";
import { useFragment } from "./useFragment";

/**
 * GuideText shows the HTML that the server made of a guide. It is read again here and only what guides are made of becomes
 * elements: links of the portal stay in the portal, code can be copied, tabs can be chosen.
 */
export function GuideText({ html }: { html: string }) {
  const shown = useMemo(() => {
    const page = new DOMParser().parseFromString(trustedHTML(html), "text/html");
    return elements(page.body.childNodes);
  }, [html]);
  useFragment(shown);
  return <Typography className={classes["text"] ?? ""}>{shown}</Typography>;
}
