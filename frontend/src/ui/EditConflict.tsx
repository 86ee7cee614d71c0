import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, CopyButton, Group, Loader, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { Difference } from "./Difference";
import { ProblemAlert } from "./ProblemAlert";

type Props = {
  /** What is stored now, as text; undefined while it is being read. */
  theirs: string | undefined;
  /** What the person wanted to save, likewise. */
  mine: string;
  /** Why theirs could not be read. */
  error?: unknown;
  retry?: () => void;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
};

/** EditConflict stands where somebody saved the same thing meanwhile (412): it shows what saving one's own would change. */
export function EditConflict({ theirs, mine, error, retry, busy, onMine, onTheirs }: Props) {
  const { t } = useLingui();
  const loaded = theirs !== undefined;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconGitMerge aria-hidden />}
      title={t`Somebody saved this meanwhile`}
      role="alert"
    >
      <Stack>
        <Text size="sm">
          <Trans>Nothing of yours is lost. What saving it now would change in what is stored:</Trans>
        </Text>
        {!loaded && !error && <Loader size="sm" aria-label={t`What is stored now is loading`} />}
        <ProblemAlert error={error} {...(retry && { retry })} />
        {loaded && <Difference before={theirs} after={mine} />}
        <Group gap="xs">
          <Button disabled={!loaded} loading={busy} onClick={onMine}>
            <Trans>Save mine over it</Trans>
          </Button>
          <CopyButton value={mine}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t`Copied` : t`Copy mine`}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" disabled={!loaded} onClick={onTheirs}>
            <Trans>Take theirs</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
