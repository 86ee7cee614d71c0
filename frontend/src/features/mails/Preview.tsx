import { Trans, useLingui } from "@lingui/react/macro";
import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { MailTemplatePreview } from "@/client/types.gen";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { MailFrame } from "./MailFrame";
import { MailText } from "./MailText";

type Props = { made: MailTemplatePreview | undefined; error: unknown };

/** Preview shows a mail with made-up values in the two forms in which it is sent. */
export function Preview({ made, error }: Props) {
  const { t } = useLingui();
  return (
    <Stack style={{ minWidth: 0 }}>
      <ProblemAlert error={error} />
      {made && (
        <Text size="sm">
          <Trans>
            What people get, here with made-up values. Subject: <b>{made.subject}</b>
          </Trans>
        </Text>
      )}
      {made && (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Panel title={t`As a page`}>
            <MailFrame html={made.html} title={made.subject} />
          </Panel>
          <Panel title={t`As plain text`}>
            <MailText text={made.text} />
          </Panel>
        </SimpleGrid>
      )}
    </Stack>
  );
}
