import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Draft } from "./draft";

type Props = { draft: Draft; onTake: () => void; onThrow: () => void };

/** DraftAlert offers what was written in this browser earlier and never saved. */
export function DraftAlert({ draft, onTake, onThrow }: Props) {
  const { t } = useLingui();
  return (
    <Alert color="blue" variant="light" icon={<IconHistory aria-hidden />} title={t`You have text that was not saved`}>
      <Stack gap="xs">
        <Text size="sm">
          <Trans>
            It was written in this browser <RelativeTime at={draft.at} />.
          </Trans>
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={onTake}>
            <Trans>Bring it back</Trans>
          </Button>
          <Button size="xs" variant="default" onClick={onThrow}>
            <Trans>Throw it away</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
