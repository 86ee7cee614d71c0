import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import type { Refresh } from "@/client/types.gen";
import { Facts } from "@/ui/Facts";
import { useSchedules } from "./useSchedules";

type Props = { theirs: Refresh; busy: boolean; onMine: () => void; onTheirs: () => void };

/** RefreshConflict shows what somebody else saved meanwhile, beside the form that holds one's own. */
export function RefreshConflict({ theirs, busy, onMine, onTheirs }: Props) {
  const { t } = useLingui();
  const schedule = useSchedules().find(({ value }) => value === theirs.schedule)?.label;
  return (
    <Alert
      mt="sm"
      color="orange"
      variant="light"
      role="alert"
      icon={<IconGitMerge aria-hidden />}
      title={t`This API was changed since you opened the page`}
    >
      <Stack gap="sm">
        <Text size="sm">
          <Trans>Yours is still in the form and was not saved. This is what is saved now:</Trans>
        </Text>
        <Facts
          cols={2}
          facts={[
            { term: t`Address`, value: theirs.url || t`none` },
            { term: t`How often`, value: schedule },
          ]}
        />
        <Group gap="xs">
          <Button size="compact-sm" loading={busy} onClick={onMine}>
            <Trans>Save mine over it</Trans>
          </Button>
          <Button size="compact-sm" variant="default" onClick={onTheirs}>
            <Trans>Take what is saved</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
