import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { findingsOptions } from "./listText";

const shownMax = 10;

/** LineFindings counts the networks of a text and names the lines that hold none; one click leads to the line. */
export function LineFindings({ text, onShow }: { text: string; onShow: (line: number) => void }) {
  const { t } = useLingui();
  const { data, error } = useQuery({ ...findingsOptions(text), placeholderData: keepPreviousData });
  if (error) return <ProblemAlert error={error} />;
  if (!data) return null;
  const shown = data.findings.slice(0, shownMax);
  const more = data.mistakes - shown.length;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" role="status">
        <Plural value={data.lines} one="# line names a network." other="# lines name networks." />
      </Text>
      {shown.length > 0 && (
        <Alert color="orange" variant="light" title={t`These lines name no network, address or range`}>
          <Stack gap={4}>
            {shown.map(({ line, word }) => (
              <Group key={line} gap="xs">
                <Button size="compact-sm" variant="subtle" onClick={() => onShow(line)}>
                  <Trans>Line {line}</Trans>
                </Button>
                <Code>{word}</Code>
              </Group>
            ))}
            {more > 0 && (
              <Text size="sm">
                <Plural value={more} one="and # more" other="and # more" />
              </Text>
            )}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}
