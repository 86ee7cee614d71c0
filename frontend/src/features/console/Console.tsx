import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, CopyButton, Group, Select, Stack, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy, IconPlayerStop, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useEffect, useState } from "react";
import type { Operation } from "@/features/reference/model";
import { useReference } from "@/features/reference/useReference";
import { addressOf, usePortal } from "@/lib/portal";
import { can, useSession } from "@/lib/session";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { AnswerPanel } from "./AnswerPanel";
import { BodyEditor } from "./BodyEditor";
import { CallerPicker } from "./CallerPicker";
import { curlOf } from "./curl";
import { FieldList } from "./FieldList";
import { HistoryList } from "./HistoryList";
import { belongTo, type Caller } from "./memory";
import { bestOf, mineOptions } from "./queries";
import { useConsole } from "./useConsole";

/** Console tries an operation through the gateway, with a token that lives in this page's memory for five minutes. */
export function Console({ operation }: { operation: Operation }) {
  const { t } = useLingui();
  const { api, place } = useReference();
  const me = useSession();
  const here = useLocation().href;
  const base = addressOf({ slug: place.api }, usePortal());
  const c = useConsole({ operation, place, base, current: place.version === api.currentVersion });
  const able = can(me, "tokens:write");
  const mine = useQuery({ ...mineOptions(place, operation.id), enabled: able });
  const apps = able ? (mine.data?.apps ?? []) : [];
  const [picked, setPicked] = useState<Partial<Caller>>({});
  const environment = apps.length > 0 ? (picked.environment ?? "sandbox") : "sandbox";
  const caller = { environment, app: picked.app ?? bestOf(apps, environment) };
  const person = me?.account.id ?? "";
  useEffect(() => belongTo(person), [person]);

  // Whoever has apps must not call as a visitor because they were not known yet.
  const knows = !able || !mine.isPending;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (knows && c.ready && !c.busy) void c.run(caller);
  };
  const outcome = c.busy ? undefined : c.shown?.outcome;
  const heard = outcome?.kind === "answer" ? t`Answer ${outcome.status}` : (outcome?.title ?? "");
  const byKeyboard = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  const places = { path: t`Path`, query: t`Query`, querystring: t`Query`, header: t`Headers` };
  return (
    <form onSubmit={submit} onKeyDown={byKeyboard} noValidate>
      <Stack gap="sm">
        {knows ? (
          <CallerPicker
            apps={apps}
            caller={caller}
            signedIn={me !== null}
            here={here}
            onChange={(change) => setPicked((before) => ({ ...before, ...change }))}
          />
        ) : (
          <BlockSkeleton height={30} />
        )}
        {Object.entries(places).map(([where, label]) => (
          <FieldList
            key={where}
            label={label}
            inputs={c.inputs.filter((field) => field.in === where)}
            values={c.values}
            mistakes={c.mistakes}
            onChange={c.setValue}
          />
        ))}
        {c.media.length > 0 && (
          <BodyEditor
            media={c.media}
            draft={c.draft}
            inputs={c.members}
            required={operation.body?.required ?? false}
            mistakes={c.wrong}
            onType={c.setType}
            onChange={c.edit}
          />
        )}
        {environment === "sandbox" && operation.answers.length > 1 && (
          <Select
            label={t`Answer that the sandbox gives`}
            size="xs"
            clearable
            clearButtonProps={{ "aria-label": t`Clear the wished answer` }}
            placeholder={t`the one that fits`}
            data={operation.answers.map(({ status }) => status).filter((status) => /^\d{3}$/.test(status))}
            value={c.wish || null}
            onChange={(status) => c.setWish(status ?? "")}
          />
        )}
        <Code block fz="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {`${operation.method} ${c.call(caller).url}`}
        </Code>
        <Group gap="xs">
          {c.busy ? (
            <Button size="xs" color="gray" leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={c.stop}>
              <Trans>Stop</Trans>
            </Button>
          ) : (
            <Button
              type="submit"
              size="xs"
              aria-keyshortcuts="Control+Enter"
              title={t`Ctrl + Enter`}
              disabled={!c.ready}
              leftSection={<IconSend size={14} aria-hidden />}
            >
              <Trans>Send</Trans>
            </Button>
          )}
          <CopyButton value={curlOf(c.call(caller))} timeout={1500}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              >
                {copied ? <Trans>Copied</Trans> : <Trans>Copy as curl</Trans>}
              </Button>
            )}
          </CopyButton>
        </Group>
        <VisuallyHidden role="status">{heard}</VisuallyHidden>
        <ProblemAlert error={c.error} />
        {c.shown && <AnswerPanel key={c.shown.id} entry={c.shown} />}
        <HistoryList shown={c.shown} onShow={c.show} />
      </Stack>
    </form>
  );
}
