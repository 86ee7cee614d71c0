import { useLingui } from "@lingui/react/macro";
import { Box, Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getSourceOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Finding, Version } from "@/client/types.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import classes from "./SourceViewer.module.css";

// A line of a minified document can be megabytes long, and a document has hundreds of thousands of lines.
const around = 60;
const lineMax = 400;

type Props = { api: Api; version: Version; finding: Finding; onClose: () => void };

/** SourceViewer shows the lines around a finding, as the document was given. */
export function SourceViewer({ api, version, finding, onClose }: Props) {
  const { t } = useLingui();
  const { data, error } = useQuery(
    getSourceOptions({
      path: { api: api.slug, version: version.id },
      ...(finding.file && { query: { file: finding.file } }),
    }),
  );
  const title = finding.file ? t`${finding.file}, line ${finding.line}` : t`Line ${finding.line}`;
  return (
    <Modal opened onClose={onClose} title={title} size="xl" centered>
      <Text size="sm" mb="sm">
        {finding.message}
      </Text>
      {error ? (
        <ProblemAlert error={error} />
      ) : data ? (
        <Lines text={data.text} marked={finding.line} />
      ) : (
        <BlockSkeleton />
      )}
    </Modal>
  );
}

function Lines({ text, marked }: { text: string; marked: number }) {
  const { t } = useLingui();
  const first = Math.max(1, marked - around);
  const lines = text.split("\n").slice(first - 1, marked + around);
  const show = (line: HTMLElement | null) => line?.scrollIntoView({ block: "center" });
  return (
    <Box component="pre" className={classes["lines"]} tabIndex={0} role="region" aria-label={t`Source`}>
      {lines.map((line, index) => {
        const number = first + index;
        return (
          <div
            key={number}
            className={number === marked ? `${classes["line"]} ${classes["marked"]}` : classes["line"]}
            ref={number === marked ? show : undefined}
            aria-current={number === marked ? "location" : undefined}
          >
            <span className={classes["number"]}>{number}</span>
            {line.length > lineMax ? `${line.slice(0, lineMax)}…` : line}
          </div>
        );
      })}
    </Box>
  );
}
