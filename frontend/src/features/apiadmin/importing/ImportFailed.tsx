import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Api, Version } from "@/client/types.gen";
import { Findings } from "../Findings";
import { StepList } from "./StepList";
import { stepsOf } from "./stages";

type Props = { api: Api; version: Version; onAgain: () => void; onClose: () => void };

/** ImportFailed says why a document could not be read, where, and what to do; what was entered is kept. */
export function ImportFailed({ api, version, onAgain, onClose }: Props) {
  const { t } = useLingui();
  const [first] = version.findings;
  const more = version.findings.length - 1;
  return (
    <Stack>
      <Alert
        color="red"
        variant="light"
        role="alert"
        icon={<IconAlertTriangle aria-hidden />}
        title={t`${version.label} could not be read`}
      >
        {first && (
          <Stack gap={4}>
            <Text size="sm">{first.message}</Text>
            {first.line > 0 && (
              <Text size="sm">
                <Trans>
                  Line {first.line}
                  {first.file && (
                    <>
                      {" "}
                      of <Code>{first.file}</Code>
                    </>
                  )}
                </Trans>
              </Text>
            )}
            <Text size="sm">{first.fix}</Text>
            {more > 0 && (
              <Text size="sm">
                <Plural value={more} one="One more finding is below." other="# more findings are below." />
              </Text>
            )}
          </Stack>
        )}
      </Alert>
      <StepList steps={stepsOf(version, version.stage === "fetch")} />
      <Findings api={api} version={version} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
        <Button onClick={onAgain}>
          <Trans>Change it and try again</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
