import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { spelled } from "./upstreams/spelled";
import { useApiChanged } from "./useApiChanged";

/** Stored is a setting of an API with the entity tag that it was read with, which is the API's own. */
export type Stored<T> = { data: T; tag: string };

type Options<T extends object> = {
  api: string;
  base: Stored<T>;
  read: () => Promise<Stored<T>>;
  write: (body: T, tag: string) => Promise<unknown>;
  /** What to say when it is saved. */
  word: (saved: T) => string;
  onSettled?: () => void;
};

/**
 * useSettingSave writes one setting of an API over the one that was read, and shows theirs when somebody else wrote it
 * meanwhile. When something else of the API was changed, there is nothing to decide, and it is written.
 */
export function useSettingSave<T extends object>({ api, base, read, write, word, onSettled }: Options<T>) {
  const changed = useApiChanged(api);
  const [theirs, setTheirs] = useState<Stored<T>>();
  const settle = async () => {
    await changed();
    setTheirs(undefined);
    onSettled?.();
  };
  const save = useMutation({
    mutationFn: ({ body, over }: { body: T; over: Stored<T> }) => write(body, over.tag),
    onSuccess: async (_, { body }) => {
      done(word(body));
      await settle();
    },
    onError: async (error, { body, over }): Promise<void> => {
      if (toProblem(error).status !== 412) return;
      const now = await read();
      if (spelled(now.data) === spelled(over.data)) return save.mutate({ body, over: now });
      setTheirs(now);
    },
  });
  return { save: (body: T) => save.mutate({ body, over: theirs ?? base }), state: save, theirs, take: settle };
}
