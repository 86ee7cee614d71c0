import { useQuery } from "@tanstack/react-query";
import { getGuide } from "@/client/sdk.gen";
import type { Guide } from "@/client/types.gen";
import { EditConflict } from "@/ui/EditConflict";

type Props = {
  slug: string;
  mine: string;
  busy: boolean;
  onMine: (now: Guide) => void;
  onTheirs: (now: Guide) => void;
};

/** Conflict stands where somebody saved the guide meanwhile: nothing is lost, and the writer decides what becomes of it. */
export function Conflict({ slug, mine, busy, onMine, onTheirs }: Props) {
  const found = useQuery({
    queryKey: ["guides", slug, "conflict"],
    queryFn: async () => (await getGuide({ path: { guide: slug } })).data,
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const now = found.data;
  return (
    <EditConflict
      theirs={now && (now.markdown ?? "")}
      mine={mine}
      error={found.error}
      retry={() => void found.refetch()}
      busy={busy}
      onMine={() => now && onMine(now)}
      onTheirs={() => now && onTheirs(now)}
    />
  );
}
