import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text, VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import classes from "./Difference.module.css";
import { compare, type Line, stretches } from "./lines";

type Props = { before: string; after: string };

/** Difference shows which lines were taken out of a text and which came in; far from a change, lines are only counted. */
export function Difference({ before, after }: Props) {
  const { t } = useLingui();
  const parts = useMemo(() => stretches(compare(before, after)), [before, after]);
  if (before === after) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>Both texts are the same.</Trans>
      </Text>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes["difference"]} tabIndex={0} aria-label={t`What changes`}>
      {parts.map((part, at) =>
        "left" in part ? (
          <div key={at} className={classes["left"]}>
            <Plural value={part.left} one="# unchanged line" other="# unchanged lines" />
          </div>
        ) : (
          part.lines.map((line, row) => <Row key={`${at}.${row}`} line={line} />)
        ),
      )}
    </section>
  );
}

const signs = { same: " ", gone: "−", new: "+" };

function Row({ line }: { line: Line }) {
  return (
    <div className={classes["line"]} data-kind={line.kind}>
      <span aria-hidden className={classes["sign"]}>
        {signs[line.kind]}
      </span>
      {line.kind !== "same" && (
        <VisuallyHidden>{line.kind === "gone" ? <Trans>Taken out:</Trans> : <Trans>Put in:</Trans>} </VisuallyHidden>
      )}
      <span>{line.text || " "}</span>
    </div>
  );
}
