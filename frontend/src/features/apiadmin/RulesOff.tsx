import { Trans, useLingui } from "@lingui/react/macro";
import { CloseButton, Code, Group, Text } from "@mantine/core";
import type { Api } from "@/client/types.gen";
import { RuleConflict } from "./RuleConflict";
import { useRules } from "./useRules";

/** RulesOff lists the rules that are switched off for an API, to switch them on again. */
export function RulesOff({ api }: { api: Api }) {
  const { t } = useLingui();
  const { rules, turn, busy, conflict, leave } = useRules(api);
  const off = rules.filter((rule) => rule.off);
  if (conflict) return <RuleConflict conflict={conflict} busy={busy} onMine={turn} onLeave={leave} />;
  if (off.length === 0) return null;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        <Trans>Rules that are switched off:</Trans>
      </Text>
      {off.map((rule) => (
        <Group key={rule.id} gap={2} wrap="nowrap">
          <Code>{rule.id}</Code>
          <CloseButton
            size="sm"
            disabled={busy}
            aria-label={t`Switch ${rule.id} on again`}
            onClick={() => turn(rule.id, true)}
          />
        </Group>
      ))}
    </Group>
  );
}
