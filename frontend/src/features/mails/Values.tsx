import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Code, Group, List, Stack, Text } from "@mantine/core";
import type { MailTemplate } from "@/client/types.gen";
import { Panel } from "@/ui/Panel";

type Props = { of: MailTemplate; onInsert: (value: string) => void };

/** Values lists what a mail can show, and how a text is written. */
export function Values({ of, onInsert }: Props) {
  const { t } = useLingui();
  const condition = "{{if .Name}}…{{else}}…{{end}}";
  const button = "[words]({{.Link}})";
  return (
    <Panel title={t`What this mail can show`}>
      <Stack gap="sm">
        <Group gap={6}>
          {of.values.map((value) => (
            <Button
              key={value}
              size="compact-sm"
              variant="default"
              ff="monospace"
              aria-label={t`Put in {{.${value}}}`}
              onClick={() => onInsert(value)}
              rightSection={
                of.needs.includes(value) && (
                  <Badge size="xs" radius="sm" tt="none" variant="light">
                    <Trans>needed</Trans>
                  </Badge>
                )
              }
            >
              {`{{.${value}}}`}
            </Button>
          ))}
        </Group>
        <List size="sm" spacing={4}>
          <List.Item>
            <Trans>
              <Code>{condition}</Code> shows a part only when there is such a value.
            </Trans>
          </List.Item>
          <List.Item>
            <Trans>
              An empty line begins a paragraph; lines that begin with <Code>- </Code> or <Code>1. </Code> are a list,
              with <Code>&gt; </Code> a quotation.
            </Trans>
          </List.Item>
          <List.Item>
            <Trans>
              <Code>{button}</Code> alone on a line is a button. Otherwise an address stands between spaces.
            </Trans>
          </List.Item>
        </List>
        <Text size="sm" c="dimmed">
          <Trans>Details lists app, token, time and so on, as far as the mail has them.</Trans>
        </Text>
      </Stack>
    </Panel>
  );
}
