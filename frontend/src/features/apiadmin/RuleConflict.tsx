import { Trans } from "@lingui/react/macro";
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import type { Conflict } from "./useRules";

type Props = {
  conflict: Conflict;
  busy: boolean;
  onMine: (rule: string, on: boolean) => void;
  onLeave: () => void;
};

/** RuleConflict shows what somebody else switched meanwhile; keeping one's own change keeps theirs too. */
export function RuleConflict({ conflict, busy, onMine, onLeave }: Props) {
  const { rule, on, others } = conflict;
  return (
    <Alert color="orange" variant="light" role="alert" icon={<IconGitMerge aria-hidden />} w="100%">
      <Stack gap="xs">
        <Text size="sm">
          <Trans>
            Somebody else switched rules since you opened this page: <Code>{others.join(", ")}</Code>. Yours was not
            saved yet.
          </Trans>
        </Text>
        <Group gap="xs">
          <Button size="compact-sm" loading={busy} onClick={() => onMine(rule, on)}>
            {on ? <Trans>Keep theirs and switch {rule} on</Trans> : <Trans>Keep theirs and switch {rule} off</Trans>}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onLeave}>
            <Trans>Leave it as it is now</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
