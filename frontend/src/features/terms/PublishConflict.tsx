import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getTermsQueryKey } from "@/client/@tanstack/react-query.gen";
import { getTerms } from "@/client/sdk.gen";
import { hasCode } from "@/lib/problem";
import { EditConflict } from "@/ui/EditConflict";
import { ProblemAlert } from "@/ui/ProblemAlert";
import type { Publish, Values } from "./publish";

type Props = { mine: string; values: Values; publish: Publish };

/** PublishConflict stands where publishing failed; when somebody was faster, it shows what one's own text would change. */
export function PublishConflict({ mine, values, publish }: Props) {
  const client = useQueryClient();
  const stale = hasCode(publish.error, "terms.stale");
  const found = useQuery({
    queryKey: ["terms", "conflict"],
    queryFn: async () => (await getTerms()).data,
    enabled: stale,
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (!stale) return <ProblemAlert error={publish.error} />;
  const now = found.data;
  return (
    <EditConflict
      theirs={now && (now.markdown ?? "")}
      mine={mine}
      error={found.error}
      busy={publish.isPending}
      onMine={() => now && publish.mutate({ version: now.version, values })}
      onTheirs={() => {
        publish.reset();
        void client.invalidateQueries({ queryKey: getTermsQueryKey() });
      }}
    />
  );
}
