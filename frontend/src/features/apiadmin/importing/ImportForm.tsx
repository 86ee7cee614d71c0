import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import type { Api, Version } from "@/client/types.gen";
import { fieldErrors, hasCode, toProblem } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UploadBar } from "@/ui/UploadBar";
import { type Entered, isReady } from "./entered";
import { SourceInput } from "./SourceInput";
import { useImport } from "./useImport";
import { versionIn, versionOf } from "./versionIn";

type Props = {
  api: Api;
  entered: Entered;
  onEnter: (change: (was: Entered) => Entered) => void;
  onStarted: (version: Version) => void;
  onClose: () => void;
};

/** ImportForm is the first step: which version, and the document by file, text or address. */
export function ImportForm({ api, entered, onEnter, onStarted, onClose }: Props) {
  const { t } = useLingui();
  const { start, cancel, sending, share, error } = useImport(api, entered, onStarted);
  const enter = (part: Partial<Entered>) => onEnter((was) => ({ ...was, ...part }));
  const choose = async (part: Partial<Entered>) => {
    enter(part);
    const named = part.file ? await versionOf(part.file) : versionIn(part.text ?? "");
    if (named) onEnter((was) => ({ ...was, label: was.label || named }));
  };
  const errors = fieldErrors(error);
  const taken = hasCode(error, "catalog.label_taken");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sending && isReady(entered)) start();
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput
          label={t`Version`}
          description={t`What readers see, such as 1.2.0. It is filled in from the document where that names one.`}
          required
          data-autofocus
          disabled={sending}
          value={entered.label}
          error={errors["label"] ?? (taken && toProblem(error).detail)}
          onChange={(event) => enter({ label: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label={t`Where the document comes from`}
          disabled={sending}
          value={entered.way}
          onChange={(way) => enter({ way: way === "paste" ? "paste" : way === "fetch" ? "fetch" : "upload" })}
          data={[
            { value: "upload", label: t`Upload` },
            { value: "paste", label: t`Paste` },
            { value: "fetch", label: t`Address` },
          ]}
        />
        <SourceInput entered={entered} onEnter={(part) => void choose(part)} errors={errors} disabled={sending} />
        <Text size="sm" c="dimmed">
          <Trans>The import becomes a draft. You see what was found in it before anybody else sees the version.</Trans>
        </Text>
        {!taken && <ProblemAlert error={error} fields />}
        {sending && entered.way === "upload" && <UploadBar share={share} />}
        <Group justify="flex-end">
          {sending ? (
            <Button variant="default" onClick={cancel}>
              <Trans>Cancel the upload</Trans>
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
          )}
          <Button type="submit" loading={sending} disabled={!isReady(entered)}>
            <Trans>Import</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
