import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { toProblem } from "@/lib/problem";
import { CopyIcon } from "./CopyField";

type Props = { error: unknown; retry?: () => void; fields?: boolean };

/** ProblemAlert shows a failed request: the sentence, what to do, and the request id. Of mistakes in
 * a form it lists what to correct; `fields` says for each which field of the request it is, where no input stands for it. Nothing is rendered without an error. */
export function ProblemAlert({ error, retry, fields }: Props) {
  const { t } = useLingui();
  if (!error) return null;
  const problem = toProblem(error);
  if (problem.errors?.length && !fields && !retry) {
    // What to correct is all that helps here: neither a request id nor a page about validation does.
    return (
      <Alert
        color="red"
        variant="light"
        icon={<IconAlertTriangle aria-hidden />}
        title={t`Correct this first`}
        role="alert"
      >
        {[...new Set(problem.errors.map(({ message }) => message))].map((message) => (
          <Text size="sm" key={message}>
            {message}
          </Text>
        ))}
      </Alert>
    );
  }
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={problem.detail || problem.title}
      role="alert"
    >
      <Stack gap="xs">
        {problem.fix && <Text size="sm">{problem.fix}</Text>}
        {fields &&
          (problem.errors ?? []).map((f) => <Text size="sm" key={f.pointer}>{`${f.pointer}: ${f.message}`}</Text>)}
        {problem.type.startsWith("/problems/") && (
          <Anchor href={problem.type} target="_blank" rel="noreferrer" size="sm" underline="always">
            <Trans>What this problem means</Trans>
          </Anchor>
        )}
        <Group gap="xs">
          {retry && (
            <Button size="xs" variant="default" onClick={retry}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {problem.requestId && (
            <Group gap={4}>
              <Text size="xs">
                <Trans>Request</Trans> <Code>{problem.requestId}</Code>
              </Text>
              <CopyIcon value={problem.requestId} what={t`request id`} />
            </Group>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
