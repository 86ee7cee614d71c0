import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Anchor, Code, List, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getLeakRulesOptions } from "@/client/@tanstack/react-query.gen";
import { CodeBlock } from "@/ui/CodeBlock";
import { CopyField } from "@/ui/CopyField";
import { Panel } from "@/ui/Panel";

const scan = "gatehouse scan --history --format sarif --output tokens.sarif .";

/** ScannersPanel has what finds tokens before somebody else does: our command, and rules for the scanners of others. */
export function ScannersPanel() {
  const { t } = useLingui();
  const { data: rules } = useSuspenseQuery(getLeakRulesOptions());
  const finders = `${window.location.origin}/found-a-token`;
  return (
    <Panel title={t`Find them first`}>
      <Accordion variant="separated" order={3}>
        <Accordion.Item value="scan">
          <Accordion.Control>
            <Trans>In repositories and builds</Trans>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <Text size="sm">
                <Trans>
                  The program itself reads files, directories and whole histories, offline. It ends with 1 when it finds
                  a token, so a build stops.
                </Trans>
              </Text>
              <CodeBlock code={scan} label={t`Command`} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="gitleaks">
          <Accordion.Control>gitleaks</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <Text size="sm">
                <Trans>
                  Keep this as <Code>.gitleaks.toml</Code> in a repository. Its own rules stay.
                </Trans>
              </Text>
              <CodeBlock code={rules.gitleaks} label={t`Configuration of gitleaks`} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="github">
          <Accordion.Control>GitHub</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <Text size="sm">
                <Trans>
                  Add a custom pattern to your organisation's secret scanning, with push protection. Messages of the
                  partner program are taken at <Code>/api/v1/leaks/github</Code> when the setting{" "}
                  <Code>--github-keys-url</Code> is there.
                </Trans>
              </Text>
              <CopyField label={t`Name of the pattern`} value={rules.github.name} />
              <CopyField label={t`Secret format`} value={rules.github.secret} />
              <CopyField label={t`Before the secret`} value={rules.github.before} />
              <CopyField label={t`After the secret`} value={rules.github.after} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="people">
          <Accordion.Control>
            <Trans>People who found one</Trans>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <Text size="sm">
                <Trans>Anybody can report a find here, without an account and without sending the secret:</Trans>
              </Text>
              <List size="sm">
                <List.Item>
                  <Anchor href="/found-a-token" size="sm">
                    {finders}
                  </Anchor>
                </List.Item>
              </List>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Panel>
  );
}
