import { useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setLint } from "@/client/sdk.gen";
import type { Api, Lint } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { toProblem } from "@/lib/problem";
import { done, failed } from "@/ui/notify";
import { lintOptions } from "./care";
import { useApiChanged } from "./useApiChanged";

type Wish = { rule: string; on: boolean };

/** A conflict is a wish that met somebody else's change: which rules they switched, and what was wished. */
export type Conflict = Wish & { others: string[] };

type Seen = { data: Lint; tag: string };

const offOf = ({ data }: Seen) => data.rules.filter((rule) => rule.off).map((rule) => rule.id);

/** useRules reads and switches the rules that an API's documents are held against. */
export function useRules(api: Api) {
  const { t } = useLingui();
  const client = useQueryClient();
  const changed = useApiChanged(api.slug);
  const [conflict, setConflict] = useState<Conflict>();
  const options = lintOptions(api.slug);
  const read = useQuery(options).data;
  const rules = read?.data.rules ?? [];
  const change = useMutation({
    mutationFn: async ({ rule, on, seen }: Wish & { seen: Seen }): Promise<Seen> => {
      const others = offOf(seen).filter((id) => id !== rule);
      const body = { off: on ? others : [...others, rule] };
      return tagged(await setLint({ path: { api: api.slug }, headers: { "If-Match": seen.tag }, body }));
    },
    onSuccess: async (saved) => {
      setConflict(undefined);
      client.setQueryData(options.queryKey, saved);
      done(t`The documents are looked at again`);
      await changed();
      // A job looks at them; there is no state to wait for, and findings that are a little old do no harm.
      window.setTimeout(() => void changed(), 3_000);
    },
    onError: async (error, { seen, ...wish }): Promise<void> => {
      if (toProblem(error).status !== 412) return failed(error);
      const now = await client.fetchQuery({ ...options, staleTime: 0 });
      const was = offOf(seen);
      const others = now.data.rules.filter((rule) => rule.off !== was.includes(rule.id)).map((rule) => rule.id);
      // Something else of the API was changed, so there is nothing to decide.
      if (others.length === 0) return change.mutate({ ...wish, seen: now });
      setConflict({ ...wish, others });
    },
  });
  return {
    rules,
    turn: (rule: string, on: boolean) => read && change.mutate({ rule, on, seen: read }),
    busy: change.isPending,
    conflict,
    leave: () => setConflict(undefined),
  };
}
