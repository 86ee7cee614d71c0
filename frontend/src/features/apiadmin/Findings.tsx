import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { Finding, Version } from "@/client/types.gen";

const colors = { error: "red", warning: "orange", info: "blue" } as const;
const firstShown = 50;

/** Findings lists what is wrong with a document, the worst first, each with its place and how to mend it. */
export function Findings({ version }: { version: Version }) {
  const [opened, setOpened] = useState(version.state === "failed");
  const [all, setAll] = useState(false);
  const order = ["error", "warning", "info"];
  const findings = version.findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  if (findings.length === 0) return null;
  const shown = all ? findings : findings.slice(0, firstShown);
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
        <Stack component="ul" gap="sm" p={0} mt="sm" mb={0} style={{ listStyle: "none" }}>
          {shown.map((finding, index) => (
            <FindingRow key={`${finding.rule} ${finding.pointer} ${index}`} finding={finding} />
          ))}
          {shown.length < findings.length && (
            <li>
              <Button size="xs" variant="default" onClick={() => setAll(true)}>
                <Trans>Show all {findings.length}</Trans>
              </Button>
            </li>
          )}
        </Stack>
      )}
    </div>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useLingui();
  const words = { error: t`Error`, warning: t`Warning`, info: t`Hint` };
  const place = [finding.file, finding.line > 0 ? t`line ${finding.line}` : ""].filter(Boolean).join(", ");
  return (
    <li>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Badge color={colors[finding.severity]} variant="light" radius="sm" tt="none" style={{ flexShrink: 0 }}>
          {words[finding.severity]}
        </Badge>
        <div style={{ minWidth: 0 }}>
          <Text size="sm">{finding.message}</Text>
          {finding.fix && (
            <Text size="sm" c="dimmed">
              {finding.fix}
            </Text>
          )}
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            <Code>{finding.rule}</Code> {place} {finding.pointer && <Code>{finding.pointer}</Code>}
          </Text>
        </div>
      </Group>
    </li>
  );
}
