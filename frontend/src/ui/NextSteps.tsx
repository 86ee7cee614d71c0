import { Trans, useLingui } from "@lingui/react/macro";
import { Group, List, Progress, Text } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleDashed } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Panel } from "./Panel";

export type Step = { done: boolean; label: string; hint?: string; link?: { to: string; text: string } };

type Props = { title: string; steps: Step[]; render: (step: Step) => ReactNode };

/** NextSteps ticks itself from what is true and offers the button of the first open step; when all is done it is gone. */
export function NextSteps({ title, steps, render }: Props) {
  const { t } = useLingui();
  const finished = steps.filter((step) => step.done).length;
  if (finished === steps.length) return null;
  const next = steps.find((step) => !step.done);
  return (
    <Panel title={title}>
      <Progress
        value={(100 * finished) / steps.length}
        mb="md"
        size="sm"
        aria-label={t`${finished} of ${steps.length} steps done`}
      />
      <List spacing="sm" center listStyleType="none">
        {steps.map((step) => (
          <List.Item
            key={step.label}
            icon={
              step.done ? (
                <IconCircleCheckFilled size={20} color="var(--mantine-color-green-7)" aria-hidden />
              ) : (
                <IconCircleDashed size={20} color="var(--mantine-color-dimmed)" aria-hidden />
              )
            }
          >
            <Group gap="sm">
              <div>
                <Text fw={step === next ? 600 : 400} c={step.done ? "dimmed" : undefined}>
                  {step.label}
                  <span className="visually-hidden">{step.done ? <Trans> (done)</Trans> : <Trans> (open)</Trans>}</span>
                </Text>
                {step === next && step.hint && (
                  <Text size="sm" c="dimmed">
                    {step.hint}
                  </Text>
                )}
              </div>
              {step === next && step.link && render(step)}
            </Group>
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}
