import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { Api } from "@/client/types.gen";
import { RuleConflict } from "./RuleConflict";
import { useRules } from "./useRules";

/** RuleSwitch switches a rule off; what the reader had to leave out of a document is no rule and stays. */
export function RuleSwitch({ api, rule }: { api: Api; rule: string }) {
  const { rules, turn, busy, conflict, leave } = useRules(api);
  if (conflict) return <RuleConflict conflict={conflict} busy={busy} onMine={turn} onLeave={leave} />;
  if (!rules.some((each) => each.id === rule && !each.off)) return null;
  return (
    <Button size="compact-xs" variant="subtle" loading={busy} onClick={() => turn(rule, false)}>
      <Trans>Switch this rule off</Trans>
    </Button>
  );
}
