import { useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { replaceBlockListNetworks } from "@/client/sdk.gen";
import type { BlockListText } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { listTextOptions } from "./listText";

type Change = { text: string; confirm: boolean; version: number | undefined };

/** useSaveText saves the text of a list over the version that it was read at, and reads theirs when that is over. */
export function useSaveText(list: string, first: number, onStored: (text: string) => void) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [base, setBase] = useState(first);
  const [conflict, setConflict] = useState(false);
  const options = listTextOptions(list);
  const theirs = useQuery({
    ...options,
    queryKey: [...options.queryKey, "theirs"],
    enabled: conflict,
    staleTime: 0,
    gcTime: 0,
  });
  const stored = (version: number, text: string) => {
    setBase(version);
    setConflict(false);
    onStored(text);
    return client.invalidateQueries({ queryKey: ["blocks"] });
  };
  const save = useMutation({
    mutationFn: async ({ text, confirm, version }: Change) =>
      (
        await replaceBlockListNetworks({
          path: { list },
          headers: { "If-Match": etag(version ?? base) },
          body: { text, confirm },
        })
      ).data,
    onSuccess: async (saved, { text }) => {
      done(t`The next call already follows it`);
      await stored(saved.version, text);
    },
    onError: async (error) => {
      if (toProblem(error).status !== 412) return;
      setConflict(true);
      if (conflict) await theirs.refetch(); // somebody saved once more while this one was being looked at
    },
  });
  return {
    save,
    theirs: conflict ? theirs : undefined,
    leave: (now: BlockListText) => {
      save.reset();
      void stored(now.list.version, now.text);
    },
  };
}
