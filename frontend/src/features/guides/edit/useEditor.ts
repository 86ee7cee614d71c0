import { useLingui } from "@lingui/react/macro";
import { useForm } from "@mantine/form";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import type { Guide } from "@/client/types.gen";
import { fieldErrors, hasCode } from "@/lib/problem";
import { useSaveGuide, type Values } from "../save";
import { type Draft, forget, keep, kept } from "./draft";

const valuesOf = (guide: Guide | undefined): Values => ({
  slug: guide?.slug ?? "",
  title: guide?.title ?? "",
  summary: guide?.summary ?? "",
  section: guide?.section ?? "",
  order: guide?.order ?? 100,
  markdown: guide?.markdown ?? "",
});

/**
 * useEditor holds what somebody writes, the version that it is based on, and a draft of it in this browser: neither a failed
 * save, a session that ended nor another tab loses it.
 */
export function useEditor(guide: Guide | undefined) {
  const { t } = useLingui();
  const client = useQueryClient();
  const name = guide?.slug ?? "";
  const save = useSaveGuide();
  const [version, setVersion] = useState(guide?.version);
  const [draft, setDraft] = useState<Draft | undefined>(() => kept(name));
  const store = useDebouncedCallback(
    (values: Values) => keep(name, { values, version, at: new Date().toISOString() }),
    {
      delay: 500,
      flushOnUnmount: false,
    },
  );
  const form = useForm<Values>({ initialValues: valuesOf(guide), onValuesChange: store });
  const { setErrors } = form;
  useEffect(() => {
    if (save.error) setErrors(fieldErrors(save.error));
  }, [save.error, setErrors]);
  const forgetDraft = () => {
    store.cancel();
    forget(name);
    setDraft(undefined);
  };
  return {
    form,
    save,
    draft,
    conflict: hasCode(save.error, "guides.stale"),
    forgetDraft,
    takeDraft: () => {
      if (!draft) return;
      form.setValues(draft.values);
      setVersion(draft.version);
      setDraft(undefined);
    },
    submit: async (values: Values) => {
      const taken =
        !guide && (await client.fetchQuery(listGuidesOptions())).items.some((one) => one.slug === values.slug);
      if (taken) return setErrors({ slug: t`A guide has this address already.` });
      store.cancel();
      save.mutate({ values, version });
    },
    saveOver: (now: Guide) => {
      setVersion(now.version);
      save.mutate({ values: form.getValues(), version: now.version });
    },
    takeTheirs: (now: Guide) => {
      forgetDraft();
      setVersion(now.version);
      form.setInitialValues(valuesOf(now));
      form.setValues(valuesOf(now));
      store.cancel();
      save.reset();
    },
  };
}
