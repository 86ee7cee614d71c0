import { useLingui } from "@lingui/react/macro";
import { Group, Loader, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { type Step, stageWords } from "./stages";

/** StepList shows the stages of an import: done, now, failed or still to come. */
export function StepList({ steps }: { steps: Step[] }) {
  const { t, i18n } = useLingui();
  const words = { done: t`done`, now: t`now`, failed: t`failed here`, waiting: t`to come` };
  return (
    <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: "none" }} aria-label={t`Steps of the import`}>
      {steps.map(({ stage, state }) => (
        <Group component="li" key={stage} gap="sm" wrap="nowrap" aria-current={state === "now" ? "step" : undefined}>
          {state === "now" ? <Loader size={20} aria-hidden /> : <Mark state={state} />}
          <Text
            size="sm"
            fw={state === "now" || state === "failed" ? 600 : 400}
            c={state === "waiting" ? "dimmed" : ""}
          >
            {i18n._(stageWords[stage])} <VisuallyHidden>({words[state]})</VisuallyHidden>
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function Mark({ state }: { state: Step["state"] }) {
  if (state === "done") return <IconCircleCheck size={20} color="var(--mantine-color-green-text)" aria-hidden />;
  if (state === "failed") return <IconCircleX size={20} color="var(--mantine-color-red-text)" aria-hidden />;
  return <IconCircleDashed size={20} color="var(--mantine-color-dimmed)" aria-hidden />;
}
