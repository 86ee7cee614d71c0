import { Trans, useLingui } from "@lingui/react/macro";
import { FileInput, SegmentedControl, Text, Textarea, TextInput } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { createVersion, uploadVersion } from "@/client/sdk.gen";
import type { Api } from "@/client/types.gen";
import { binary } from "@/lib/binary";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useApiChanged } from "./useApiChanged";

type Way = "upload" | "paste" | "fetch";

/** ImportDialog hands a document over; reading it goes on in the background and can be left. */
export function ImportDialog({ api, onClose }: { api: Api; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const [way, setWay] = useState<Way>("upload");
  const [label, setLabel] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState("");
  const [url, setUrl] = useState("");
  const path = { api: api.slug };
  const send = useMutation({
    mutationFn: async () => {
      if (way === "upload" && file) return (await uploadVersion({ path, query: { label }, body: binary(file) })).data;
      const body = way === "paste" ? { label, text } : { label, url };
      return (await createVersion({ path, body })).data;
    },
    onSuccess: async (version) => {
      onClose();
      done(t`${version.label} is being read`);
      await changed();
    },
  });
  const errors = fieldErrors(send.error);
  const ready = label.trim() !== "" && (way === "upload" ? file !== null : way === "paste" ? text !== "" : url !== "");
  const onWay = (value: string) => setWay(value === "paste" ? "paste" : value === "fetch" ? "fetch" : "upload");
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Import a document`}
      confirm={t`Import`}
      busy={send.isPending}
      disabled={!ready}
      error={send.error}
      onConfirm={() => send.mutate()}
    >
      <TextInput
        label={t`Version`}
        description={t`What readers see, such as 1.2.0.`}
        required
        data-autofocus
        value={label}
        error={errors["label"]}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label={t`Where the document comes from`}
        value={way}
        onChange={onWay}
        data={[
          { value: "upload", label: t`Upload` },
          { value: "paste", label: t`Paste` },
          { value: "fetch", label: t`Address` },
        ]}
      />
      {way === "upload" && (
        <FileInput
          label={t`File`}
          description={t`JSON, YAML, or a zip of several files.`}
          leftSection={<IconFileUpload size={16} aria-hidden />}
          accept=".json,.yaml,.yml,.zip"
          placeholder={t`Choose a file`}
          value={file}
          onChange={setFile}
        />
      )}
      {way === "paste" && (
        <Textarea
          label={t`Document`}
          autosize
          minRows={8}
          maxRows={16}
          value={text}
          error={errors["text"]}
          onChange={(event) => setText(event.currentTarget.value)}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
      )}
      {way === "fetch" && (
        <TextInput
          label={t`Address`}
          description={t`An https address that this portal can reach. It is read once.`}
          type="url"
          value={url}
          error={errors["url"]}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
      )}
      <Text size="sm" c="dimmed">
        <Trans>The import becomes a draft. You see what was found in it before anybody else sees the version.</Trans>
      </Text>
    </ConfirmDialog>
  );
}
