import { Trans, useLingui } from "@lingui/react/macro";
import { Progress, Stack, Text } from "@mantine/core";

/** UploadBar says how much of a file is on its way. */
export function UploadBar({ share }: { share: number }) {
  const { t } = useLingui();
  const percent = Math.round(share * 100);
  return (
    <Stack gap={4}>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={t`Uploaded`} aria-valuetext={t`${percent} percent`} />
      </Progress.Root>
      <Text size="sm">
        {percent < 100 ? (
          <Trans>{percent} % uploaded. Keep this open until it is there.</Trans>
        ) : (
          <Trans>Uploaded; waiting for the answer.</Trans>
        )}
      </Text>
    </Stack>
  );
}
