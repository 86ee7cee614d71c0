import { useLingui } from "@lingui/react/macro";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getMailTemplateOptions, listMailTemplatesQueryKey } from "@/client/@tanstack/react-query.gen";
import { getMailTemplate, previewMailTemplate, resetMailTemplate, saveMailTemplate } from "@/client/sdk.gen";
import type { MailTemplate } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors, hasCode } from "@/lib/problem";
import { done } from "@/ui/notify";

type Words = { subject: string; body: string };

function useStored(template: string) {
  const client = useQueryClient();
  return async (saved: MailTemplate) => {
    client.setQueryData(getMailTemplateOptions({ path: { template } }).queryKey, saved);
    await client.invalidateQueries({ queryKey: listMailTemplatesQueryKey() });
  };
}

/** useSaveText writes the text of a mail over the version that it is based on. */
export function useSaveText(template: string) {
  const { t } = useLingui();
  const stored = useStored(template);
  return useMutation({
    mutationFn: async ({ version, values }: { version: number; values: Words }) =>
      (await saveMailTemplate({ path: { template }, headers: { "If-Match": etag(version) }, body: values })).data,
    onSuccess: async (saved) => {
      done(t`The text is saved`);
      await stored(saved);
    },
  });
}

/** useResetText goes back to the shipped text. */
export function useResetText(template: string) {
  const { t } = useLingui();
  const stored = useStored(template);
  return useMutation({
    mutationFn: async (version: number) =>
      (await resetMailTemplate({ path: { template }, headers: { "If-Match": etag(version) } })).data,
    onSuccess: async (saved) => {
      done(t`The shipped text is back`);
      await stored(saved);
    },
  });
}

/** usePreview asks the server what a text becomes; mistakes are told at their fields and don't take the last preview away. */
export function usePreview(template: string, words: Words) {
  const [text] = useDebouncedValue(words, 300);
  const preview = useQuery({
    queryKey: ["mails", "preview", template, text],
    queryFn: async ({ signal }) => (await previewMailTemplate({ path: { template }, body: text, signal })).data,
    gcTime: 10_000,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const [made, setMade] = useState(preview.data);
  if (preview.data && preview.data !== made) setMade(preview.data);
  const mistakes: Record<string, string> = preview.error ? fieldErrors(preview.error) : {};
  const atFields = mistakes["subject"] !== undefined || mistakes["body"] !== undefined;
  return { made, mistakes, error: atFields ? null : preview.error };
}

/** useConflict reads what somebody else saved meanwhile, once saving one's own has failed for that reason. */
export function useConflict(template: string, error: unknown) {
  const happened = hasCode(error, "mails.template_stale");
  const found = useQuery({
    queryKey: ["mails", "conflict", template],
    queryFn: async () => (await getMailTemplate({ path: { template } })).data,
    enabled: happened,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return { happened, theirs: happened ? found.data : undefined, error: found.error };
}
