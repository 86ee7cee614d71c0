import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { createVersion } from "@/client/sdk.gen";
import type { Api, Version } from "@/client/types.gen";
import { uploadDocument } from "@/lib/upload";
import { useApiChanged } from "../useApiChanged";
import type { Entered } from "./entered";

/**
 * useImport hands a document over. Sending the same once more, after a lost answer or by a double click, makes no second
 * version: what was entered has one idempotency key until it is changed.
 */
export function useImport(api: Api, entered: Entered, onStarted: (version: Version) => void) {
  const changed = useApiChanged(api.slug);
  const [share, setShare] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const sent = useRef<{ entered: Entered; key: string }>(undefined);
  const send = useMutation({
    mutationFn: async () => {
      if (sent.current?.entered !== entered) sent.current = { entered, key: crypto.randomUUID() };
      const { key } = sent.current;
      const { way, text, url, file } = entered;
      const label = entered.label.trim();
      abort.current = new AbortController();
      const { signal } = abort.current;
      setShare(0);
      if (way === "upload" && file) {
        return uploadDocument({ api: api.slug, label, file, key, signal, onProgress: setShare });
      }
      const body = way === "paste" ? { label, text } : { label, url: url.trim() };
      const headers = { "Idempotency-Key": key };
      return (await createVersion({ path: { api: api.slug }, body, headers, signal })).data;
    },
    onSuccess: async (version) => {
      onStarted(version);
      await changed();
    },
  });
  useEffect(() => () => abort.current?.abort(), []);
  const cancelled = send.error instanceof DOMException && send.error.name === "AbortError";
  return {
    start: () => send.mutate(),
    cancel: () => abort.current?.abort(),
    sending: send.isPending,
    share,
    error: cancelled ? null : send.error,
  };
}
