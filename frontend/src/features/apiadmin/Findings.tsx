import { Plural, useLingui } from "@lingui/react/macro";
import { Button, Chip, Group, Stack } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { Api, Finding, Version } from "@/client/types.gen";
import { FindingGroup } from "./FindingGroup";

type Severity = Finding["severity"];
const severities: readonly Severity[] = ["error", "warning", "info"];

/** Findings lists what is to mend in a document by rule, the worst first. */
export function Findings({ api, version }: { api: Api; version: Version }) {
  const [opened, setOpened] = useState(version.state === "failed");
  const [only, setOnly] = useState<Severity | undefined>();
  const { findings } = version;
  if (findings.length === 0) return null;
  const rules = byRule(findings.filter((finding) => !only || finding.severity === only));
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        ml={-8}
        aria-expanded={opened}
        leftSection={opened ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        onClick={() => setOpened(!opened)}
      >
        <Plural value={findings.length} one="# finding" other="# findings" />
      </Button>
      {opened && (
        <Stack gap="sm" mt="sm">
          <Filter findings={findings} only={only} onOnly={setOnly} />
          {rules.map((group) => (
            <FindingGroup key={group.rule} api={api} version={version} findings={group.findings} />
          ))}
        </Stack>
      )}
    </div>
  );
}

function byRule(findings: Finding[]) {
  const rules = new Map<string, Finding[]>();
  for (const finding of findings) rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding]);
  const rank = (list: Finding[]) => Math.min(...list.map((finding) => severities.indexOf(finding.severity)));
  return [...rules]
    .map(([rule, list]) => ({ rule, findings: list }))
    .toSorted((a, b) => rank(a.findings) - rank(b.findings) || b.findings.length - a.findings.length);
}

type FilterProps = { findings: Finding[]; only: Severity | undefined; onOnly: (only: Severity | undefined) => void };

function Filter({ findings, only, onOnly }: FilterProps) {
  const { t } = useLingui();
  const words = { error: t`errors`, warning: t`warnings`, info: t`hints` };
  return (
    <Group gap="xs" role="group" aria-label={t`Show only`}>
      {severities.map((severity) => {
        const count = findings.filter((finding) => finding.severity === severity).length;
        return (
          <Chip
            key={severity}
            size="xs"
            checked={only === severity}
            disabled={count === 0}
            onChange={(checked) => onOnly(checked ? severity : undefined)}
          >
            {count} {words[severity]}
          </Chip>
        );
      })}
    </Group>
  );
}
