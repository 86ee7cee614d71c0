import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Box, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Api, Finding, Version } from "@/client/types.gen";
import { RuleSwitch } from "./RuleSwitch";
import { SourceViewer } from "./SourceViewer";

const colors = { error: "red", warning: "orange", info: "blue" } as const;
const firstShown = 5;

type Props = { api: Api; version: Version; findings: Finding[] };

/** FindingGroup shows the places of one rule; each opens the document at its line. */
export function FindingGroup({ api, version, findings }: Props) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const [place, setPlace] = useState<Finding | undefined>();
  const [first] = findings;
  if (!first) return null;
  const words = { error: t`Error`, warning: t`Warning`, info: t`Hint` };
  const shown = all ? findings : findings.slice(0, firstShown);
  return (
    <Box component="section" aria-label={first.rule}>
      <Group gap="xs">
        <Badge color={colors[first.severity]} variant="light" radius="sm" tt="none" miw="max-content">
          {words[first.severity]}
        </Badge>
        <Code>{first.rule}</Code>
        <Text size="sm" c="dimmed" span>
          {findings.length}
        </Text>
        <RuleSwitch api={api} rule={first.rule} />
      </Group>
      {first.fix && (
        <Text size="sm" c="dimmed" mt={4}>
          {first.fix}
        </Text>
      )}
      <Stack component="ul" gap={4} mt={4} mb={0} pl="lg">
        {shown.map((finding, index) => (
          <li key={`${finding.pointer} ${index}`}>
            <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
              {finding.message}{" "}
              {finding.line > 0 && (
                <Anchor component="button" type="button" inherit onClick={() => setPlace(finding)}>
                  {finding.file ? t`${finding.file}, line ${finding.line}` : t`line ${finding.line}`}
                </Anchor>
              )}
            </Text>
          </li>
        ))}
      </Stack>
      {shown.length < findings.length && (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => setAll(true)}>
          <Trans>Show all {findings.length}</Trans>
        </Button>
      )}
      {place && <SourceViewer api={api} version={version} finding={place} onClose={() => setPlace(undefined)} />}
    </Box>
  );
}
