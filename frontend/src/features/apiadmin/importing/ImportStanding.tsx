import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Loader, Text } from "@mantine/core";
import type { Version } from "@/client/types.gen";
import { stageWords, stepsOf } from "./stages";

/** ImportStanding says on the page how far an import has come, and opens what watches it. */
export function ImportStanding({ version, onWatch }: { version: Version; onWatch: () => void }) {
  const { i18n } = useLingui();
  const steps = stepsOf(version, false);
  const at = steps.findIndex((step) => step.state === "now");
  return (
    <Group mt="sm" gap="sm">
      <Loader size="xs" aria-hidden />
      <Text size="sm" role="status">
        {version.stage && at >= 0 ? (
          <Trans>
            Step {at + 1} of {steps.length}: {i18n._(stageWords[version.stage])}
          </Trans>
        ) : (
          <Trans>Waits for its turn</Trans>
        )}
      </Text>
      <Button size="compact-xs" variant="default" onClick={onWatch}>
        <Trans>Show the import</Trans>
      </Button>
    </Group>
  );
}
