import { useLingui } from "@lingui/react/macro";
import { useMemo, useRef, useState } from "react";
import type { Operation } from "@/features/reference/model";
import type { Place } from "@/features/reference/queries";
import { bytes } from "@/lib/format";
import { bodyMistakes, bodyOf, type Draft, draftOf, inputsOf, sizeOf } from "./body";
import { mistakesOf } from "./check";
import { type Caller, type Entry, remember } from "./memory";
import { initialValues, parameterFields, type Value } from "./model";
import { bodyMax, send } from "./send";
import { addressOf, type Call, headersOf } from "./serialize";

type Given = { operation: Operation; place: Place; base: string; current: boolean };

/** useConsole holds what the reader typed for one operation, what is wrong with it, and the last answer. */
export function useConsole({ operation, place, base, current }: Given) {
  const { t } = useLingui();
  const inputs = useMemo(() => parameterFields(operation), [operation]);
  const media = operation.method === "GET" || operation.method === "HEAD" ? [] : (operation.body?.media ?? []);
  const [values, setValues] = useState(() => initialValues(inputs));
  const [draft, setDraft] = useState(() => draftOf(media[0], operation.schemas));
  const [wish, setWish] = useState("");
  const [shown, setShown] = useState<Entry | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const abort = useRef<AbortController | null>(null);

  const medium = media.find(({ type }) => type === draft.type);
  const members = useMemo(() => inputsOf(medium, operation.schemas), [medium, operation.schemas]);
  const body = media.length > 0 ? bodyOf(draft, members) : ({ kind: "none" } as const);
  const mistakes = mistakesOf(inputs, values);
  const wrong =
    media.length > 0 ? bodyMistakes(draft, members, operation.body?.required ? t`This is needed.` : "") : {};
  if (sizeOf(body) > bodyMax) wrong[""] = t`The gateway takes at most ${bytes(bodyMax)}.`;

  const call = (caller: Caller): Call => ({
    method: operation.method,
    url: addressOf(base, operation.path, inputs, values),
    headers: [
      ...headersOf(inputs, values),
      ...(current ? [] : [["Gatehouse-Version", place.version] as [string, string]]),
      ...(wish && caller.environment === "sandbox" ? [["Prefer", `code=${wish}`] as [string, string]] : []),
    ],
    body,
  });

  async function run(caller: Caller) {
    const made = call(caller);
    abort.current = new AbortController();
    setBusy(true);
    setError(null);
    try {
      const at = { api: place.api, version: place.version, operation: operation.id };
      const outcome = await send(made, at, caller, abort.current.signal);
      const path = made.url.slice(base.length);
      setShown(remember({ called: at, caller, method: made.method, path, outcome }));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }

  return {
    inputs,
    values,
    mistakes,
    media,
    draft,
    members,
    wrong,
    wish,
    shown,
    error,
    busy,
    call,
    run,
    ready: Object.keys(mistakes).length === 0 && Object.keys(wrong).length === 0,
    stop: () => abort.current?.abort(),
    show: setShown,
    setWish,
    setValue: (key: string, value: Value) => setValues((before) => ({ ...before, [key]: value })),
    setType: (type: string) =>
      setDraft(
        draftOf(
          media.find((m) => m.type === type),
          operation.schemas,
        ),
      ),
    edit: (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })),
  };
}
