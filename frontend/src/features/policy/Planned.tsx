import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, List } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import type { EffectivePolicy, PlannedPolicy, Policy } from "@/client/types.gen";
import { exactTime } from "@/lib/format";
import { usePolicyWords } from "./words";

type Props = { planned: PlannedPolicy; rules: Policy; busy?: boolean; onDrop?: () => void };

/** Planned says what a level announced and from when it holds. */
export function Planned({ planned, rules, busy, onDrop }: Props) {
  const { t } = useLingui();
  const { rule, value } = usePolicyWords();
  const next: EffectivePolicy = {
    rules: { ...rules, ...planned.rules },
    names: planned.rules.nameRule
      ? [{ rule: planned.rules.nameRule, origin: { rule: "nameRule", level: "instance", id: "", name: "" } }]
      : [],
    origins: [],
    freed: [],
  };
  return (
    <Alert
      variant="light"
      icon={<IconCalendarTime aria-hidden />}
      title={t`These rules hold from ${exactTime(planned.from)}`}
    >
      <List size="sm">
        {Object.keys(planned.rules).map((key) => (
          <List.Item key={key}>
            {rule(key)}: {value(key, next)}
          </List.Item>
        ))}
      </List>
      {onDrop && (
        <Group mt="sm">
          <Button size="xs" variant="default" loading={busy ?? false} onClick={onDrop}>
            <Trans>Drop the announcement</Trans>
          </Button>
        </Group>
      )}
    </Alert>
  );
}
