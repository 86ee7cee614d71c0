import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getLintOptions, getLintQueryKey } from "@/client/@tanstack/react-query.gen";
import { setLint } from "@/client/sdk.gen";
import type { Api } from "@/client/types.gen";
import { done, failed } from "@/ui/notify";
import { useApiChanged } from "./useApiChanged";

/** useRules reads and switches the rules that an API's documents are held against. */
export function useRules(api: Api) {
  const { t } = useLingui();
  const client = useQueryClient();
  const changed = useApiChanged(api.slug);
  const path = { api: api.slug };
  const rules = useQuery(getLintOptions({ path })).data?.rules ?? [];
  const change = useMutation({
    mutationFn: async (off: string[]) => (await setLint({ path, headers: { "If-Match": "*" }, body: { off } })).data,
    onSuccess: async (saved) => {
      client.setQueryData(getLintQueryKey({ path }), saved);
      done(t`The documents are looked at again`);
      await changed();
      // A job looks at them; there is no state to wait for, and findings that are a little old do no harm.
      window.setTimeout(() => void changed(), 3_000);
    },
    onError: failed,
  });
  const off = rules.filter((rule) => rule.off).map((rule) => rule.id);
  const turn = (rule: string, on: boolean) =>
    change.mutate(on ? off.filter((id) => id !== rule) : [...off.filter((id) => id !== rule), rule]);
  return { rules, turn, busy: change.isPending };
}

/** RuleSwitch switches a rule off; what the reader had to leave out of a document is no rule and stays. */
export function RuleSwitch({ api, rule }: { api: Api; rule: string }) {
  const { rules, turn, busy } = useRules(api);
  if (!rules.some((each) => each.id === rule && !each.off)) return null;
  return (
    <Button size="compact-xs" variant="subtle" loading={busy} onClick={() => turn(rule, false)}>
      <Trans>Switch this rule off</Trans>
    </Button>
  );
}
